import should from 'should';
import { Bayeux } from '../../../src/platforms/genesys/bayeux';

describe('Bayeux of Genesys: advice', () => {
  /** A client whose polls are answered with these advices, one after the other. */
  async function advised(...advices: object[]): Promise<number[]> {
    const bayeux = new Bayeux(
      () => Promise.resolve({ body: [{ channel: '/meta/connect', successful: true, advice: advices.shift() }] }),
      {
        networkDelayMs: 0,
        event: () => undefined,
        advice: () => undefined,
      },
    );
    const pauses: number[] = [];
    while (advices.length > 0) {
      await bayeux.connect(false, AbortSignal.timeout(1000));
      pauses.push(bayeux.intervalMs);
    }
    return pauses;
  }

  it('an interval holds until another is given', async () => {
    should(await advised({ interval: 50 }, {}, { interval: '0' })).deepEqual([50, 50, 0]);
  });

  it('a second client makes us wait once, also where the server does not say how long', async () => {
    const crowd = { 'multiple-clients': true };
    should(await advised({ interval: 0 }, { ...crowd, interval: 300 }, {}, crowd, {})).deepEqual([0, 300, 0, 2000, 0]);
  });
});

describe('Bayeux of Genesys: a subscription that is refused', () => {
  for (const [error, verdict, refused] of [
    ['401:c1:Unknown client', 'handshake', []],
    ['402::session_unknown', 'handshake', []],
    ['403::Forbidden', 'ok', [{ channel: '/v2/me/calls', error: '403::Forbidden' }]],
  ] as const) {
    it(`"${error}" is ${verdict === 'ok' ? 'about the channel' : 'about us'}`, async () => {
      const reply = { channel: '/meta/subscribe', subscription: '/v2/me/calls', successful: false, error };
      const bayeux = new Bayeux(() => Promise.resolve({ body: [reply] }), {
        networkDelayMs: 0,
        event: () => undefined,
        advice: () => undefined,
      });
      const told = await bayeux.subscribe(['/v2/me/calls'], AbortSignal.timeout(1000));
      should(told).deepEqual({ verdict, refused });
    });
  }
});
