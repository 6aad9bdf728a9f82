import should from 'should';
import { modes } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import { agent, customer, Floor, otherAgent, otherSupervisor, supervisor } from './floor';

describe('VoipNow driver', () => {
  let floor: Floor;
  beforeEach(async () => {
    floor = await Floor.open();
  });
  afterEach(() => floor.close());

  describe('on the call', () => {
    for (const mode of modes) {
      it(`${mode}: confirmed by the view that was not there before, taken off again, and the others talk on`, async () => {
        const call = floor.call();
        const shift = await floor.connected();
        const told = await shift.active({ mode });
        should(told).containEql({ mode, call, supervisor });
        should(told.evidence).match(/^query: GET shows view 02 of call \w+ from 0007\*6105 as new/);
        should(floor.hears()).deepEqual({
          [customer]: mode === 'barge' ? ['agt.one', 'sup.one'] : ['agt.one'],
          'agt.one': mode === 'listen' ? [customer] : [customer, 'sup.one'],
          'sup.one': [customer, 'agt.one'],
        });
        const { supervisions, error } = await shift.desk.cancel({ id: told.id });
        should(error).be.undefined();
        should(supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
        floor.undisturbed();
        should(floor.asked('DELETE')).have.length(1);
        should(floor.asked('PUT')).have.length(1);
        should(shift.notices).be.empty();
      });
    }

    it('changes the mode by ending the leg and ringing anew', async () => {
      floor.call();
      const shift = await floor.connected();
      await shift.active({ mode: 'listen' });
      await shift.active({ mode: 'coach' });
      await shift.active({ mode: 'barge' });
      should(floor.hears()?.[customer]).deepEqual(['agt.one', 'sup.one']);
      should(floor.asked('PUT')).have.length(3);
      should(floor.asked('DELETE')).have.length(2);
      should(shift.desk.running()).have.length(1);
    });

    for (const fault of [
      'voipnow-put-status=200',
      'voipnow-put-status=204',
      'voipnow-put-shape=array',
      'voipnow-one-call=bare',
      'voipnow-numbers',
      'voipnow-link-key=links',
      'voipnow-short-source',
      'voipnow-empty=204',
      'voipnow-ringing-view',
      'voipnow-expired-status=403',
      'voipnow-first-view=4',
      'voipnow-delete-number=short',
      'voipnow-delete-number=extended',
      'voipnow-delete-shape=array',
    ]) {
      it(`is put on and taken off with ${fault}`, async () => {
        floor.set(fault);
        floor.call();
        const shift = await floor.connected();
        await shift.active({ mode: 'barge' });
        should((await shift.desk.cancel('all')).error).be.undefined();
        floor.undisturbed();
        should((await shift.order()).error).be.undefined();
        floor.simulator.centre.customerHangsUp('agt.one');
        should((await shift.told('supervision.ended')).supervision).containEql({ phase: 'ended' });
      });
    }

    for (const status of ['401', '403']) {
      it(`renews a token that expired between accepting and proving (${status})`, async () => {
        floor.set(`voipnow-expired-status=${status}`);
        floor.call();
        const shift = await floor.connected();
        floor.set('answer-after=300');
        const order = shift.order({ mode: 'barge' });
        await until('the order', () => floor.asked('PUT').length === 1);
        floor.set('voipnow-expire-tokens');
        should((await order).error).be.undefined();
        should(floor.asked('PUT')).have.length(1);
        floor.set('voipnow-expire-tokens');
        should((await shift.desk.cancel('all')).error).be.undefined();
        floor.undisturbed();
        should(shift.types()).not.containEql('connection.down');
      });
    }

    it('says when the supervisor hangs up, and when the call ends', async () => {
      floor.call();
      const shift = await floor.connected();
      await shift.active();
      floor.simulator.centre.supervisorHangsUp('sup.one');
      should((await shift.told('supervision.ended')).supervision?.endedBy).equal('supervisor');
      floor.undisturbed();
      shift.events.length = 0;
      await shift.active();
      floor.simulator.centre.customerHangsUp('agt.one');
      should((await shift.told('supervision.ended')).supervision?.endedBy).equal('unknown');
    });
  });

  describe('not on the call', () => {
    it('needs a supervisor, who is a phone in the same organization and not the agent', async () => {
      floor.call();
      const shift = await floor.connected({ properties: { supervisorExtension: '' } });
      const { error } = await shift.order();
      should(error).containEql({ code: 'invalid-input', kind: 'fault', arrived: 'no' });
      should(error?.message).match(/name the extension to ring/);
      should((await shift.order({ supervisor: agent })).error?.code).equal('invalid-input');
      should((await shift.order({ supervisor: 'Ada' })).error?.code).equal('invalid-input');
      should((await shift.order({ supervisor: '0007*9999' })).error?.code).equal('supervisor-bad-device');
      should(floor.asked('PUT')).be.empty();
      await shift.active({ supervisor: otherSupervisor });
    });

    it('no agent, no call, not answered yet, over', async () => {
      const shift = await floor.connected();
      should((await shift.order({ agent: 'nobody' })).error?.code).equal('agent-not-found');
      should((await shift.order({ agent: '0007*1' })).error?.code).equal('agent-not-found');
      should((await shift.order()).error?.code).equal('no-active-call');
      floor.simulator.centre.startCall({ agent: 'agt.one', customer, ringing: true });
      should((await shift.order()).error?.code).equal('no-active-call');
      const call = floor.call('agt.two');
      should((await shift.order({ agent: otherAgent, call: 'abc' })).error?.code).equal('call-not-found');
      await shift.active({ agent: otherAgent, call });
    });

    it('a server without Monitor: refused with a hint, and never another mode instead', async () => {
      for (const status of ['400', '501']) {
        floor.set(`voipnow-monitor=${status}`);
        if (!floor.hears()) floor.call();
        const shift = await floor.connected();
        const { error } = await shift.order({ mode: 'listen' });
        should(error?.code).equal('mode-unsupported');
        should(error?.message)
          .match(/Monitor/)
          .and.match(/coach/);
        floor.undisturbed();
      }
      should(floor.asked('PUT')).have.length(2);
    });

    it('his phone is in use, or not registered: refused before anything rings', async () => {
      floor.call();
      floor.call('agt.two');
      const shift = await floor.connected();
      const second = await floor.connected();
      floor.set('voipnow-unregistered=sup.one');
      const { error } = await shift.order();
      should(error?.code).equal('supervisor-wrong-state');
      should(error?.message).match(/registered/);
      floor.set('voipnow-unregistered=');
      await shift.active();
      should((await second.order({ agent: otherAgent })).error?.code).equal('supervisor-wrong-state');
      should((await second.order()).error?.code).equal('already-supervised');
      should(floor.asked('PUT')).have.length(1);
    });

    it('presence says busy, his phone has no call, nothing comes of it: no answer', async () => {
      floor.call();
      const shift = await floor.connected();
      floor.set('voipnow-busy=sup.one');
      const { error } = await shift.order({ options: { waitForPickup: 1 } });
      should(error?.code).equal('supervisor-no-answer');
      floor.undisturbed();
    });

    it('nobody picks up: rung, told to ring, and not answered', async () => {
      floor.set('auto-answer=off');
      floor.call();
      const shift = await floor.connected();
      const { supervision, error } = await shift.order({ options: { waitForPickup: '1' } });
      should(error?.code).equal('supervisor-no-answer');
      should(supervision.phase).equal('failed');
      should(shift.types()).containEql('supervision.ringing');
      floor.undisturbed();
    });

    it('never lets the phone ring longer than the flow waits', async () => {
      floor.set('auto-answer=off');
      floor.call();
      const shift = await floor.connected();
      const { error } = await shift.order({ confirmSeconds: 0.5, options: { waitForPickup: 25 } });
      should(error?.code).equal('supervisor-no-answer');
      const [put] = floor.simulator.journal.list().filter(({ method }) => method === 'PUT');
      should(put?.body).containEql({ action: 'Monitor', waitForPickup: '1', sendCallTo: supervisor });
    });

    it('who answers after the flow had its answer is taken off', async () => {
      floor.set('auto-answer=off', 'voipnow-wait-for-pickup=off');
      floor.call();
      const shift = await floor.connected();
      const { error } = await shift.order({ mode: 'barge', confirmSeconds: 0.5 });
      should(error?.code).equal('supervisor-no-answer');
      floor.simulator.centre.answer('sup.one');
      await shift.told('supervision.ended');
      await until('off again', () => Object.keys(floor.hears() ?? {}).length === 2);
      floor.undisturbed();
    });

    it('a cancel while it rings: nothing is sent, it is said, and who answers is taken off', async () => {
      floor.set('auto-answer=off');
      floor.call();
      const shift = await floor.connected();
      const order = shift.order({ mode: 'barge' });
      await shift.told('supervision.ringing');
      const { supervisions, error } = await shift.desk.cancel('all');
      should(error).be.undefined();
      should(supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
      should((await order).error?.code).equal('unconfirmed');
      should(shift.notices.join()).match(/may ring until/);
      should(floor.asked('DELETE')).be.empty();
      floor.simulator.centre.answer('sup.one');
      await until('off again', () => floor.asked('DELETE').length > 0 && Object.keys(floor.hears() ?? {}).length === 2);
      floor.undisturbed();
    });

    it('the call ends while it rings', async () => {
      floor.set('auto-answer=off');
      floor.call();
      const shift = await floor.connected();
      const order = shift.order();
      await shift.told('supervision.ringing');
      floor.simulator.centre.customerHangsUp('agt.one');
      should((await order).error?.code).equal('call-not-found');
    });

    it('another mode is not rung for while the phone may still ring for the first', async () => {
      floor.set('auto-answer=off');
      floor.call();
      const shift = await floor.connected();
      void shift.order({ mode: 'coach', confirmSeconds: 10 });
      await shift.told('supervision.ringing');
      await shift.desk.cancel('all');
      const { error } = await shift.order({ mode: 'listen' });
      should(error?.code).equal('supervisor-wrong-state');
      should(error?.message).match(/Try again in \d+ s/);
      should(floor.asked('PUT')).have.length(1);
    });

    it('accepted and silent', async () => {
      floor.set('silent');
      floor.call();
      const shift = await floor.connected();
      should((await shift.order({ confirmSeconds: 0.4 })).error?.code).equal('unconfirmed');
      floor.set('silent=off');
      await shift.active();
    });

    it('another supervisor is on the call', async () => {
      floor.call();
      const first = await floor.connected();
      const second = await floor.connected({ properties: { supervisorExtension: otherSupervisor } });
      await first.active();
      const { error } = await second.order({ mode: 'barge' });
      should(error?.code).equal('already-supervised');
      should(error?.message).match(/0007\*6105/);
    });
  });

  describe('off the call', () => {
    it('a server that hangs up everybody is told of', async () => {
      floor.set('voipnow-delete-supervisor=ends');
      floor.call();
      const shift = await floor.connected();
      const { id } = await shift.active();
      await shift.desk.cancel({ id });
      should(shift.notices.join()).match(/ended together with the supervisor's leg/);
    });

    it('closes within a second, and takes its leg with it', async () => {
      floor.call();
      const shift = await floor.connected();
      await shift.active({ mode: 'barge' });
      const before = Date.now();
      await shift.desk.close(900);
      should(Date.now() - before).be.below(1_000);
      floor.undisturbed();
    });
  });

  describe('DELETE', () => {
    it('always names the call and the supervisor, whatever went before', async () => {
      floor.set('voipnow-delete-number=short');
      const call = floor.call();
      const shift = await floor.connected();
      for (const mode of modes) await shift.active({ mode });
      should((await shift.desk.cancel('all')).error).be.undefined();
      const paths = floor.asked('DELETE');
      should(paths).have.length(6);
      for (const path of paths) {
        should(path).match(new RegExp(`/phoneCalls/@me/0007\\*6001/${call}\\?phoneNumber=(0007(\\*|%2A))?6105$`));
      }
      floor.undisturbed();
    });

    it('is not sent for a supervisor who has just hung up himself', async () => {
      floor.call();
      const shift = await floor.connected();
      const { id } = await shift.active();
      floor.simulator.centre.supervisorHangsUp('sup.one');
      should((await shift.desk.cancel({ id })).error).be.undefined();
      should(floor.asked('DELETE')).be.empty();
      floor.undisturbed();
    });
  });

  describe('contact', () => {
    it('a PBX that is down at the start: unreachable, nothing was sent', async () => {
      const { port, url } = floor.simulator.voipnow!;
      await floor.simulator.close();
      const shift = floor.desk({ properties: { url } });
      const error = await shift.desk.connect(AbortSignal.timeout(5_000));
      should(error).containEql({ code: 'unreachable', arrived: 'no', retryable: true });
      should(port).be.above(0);
    });

    it('a wrong App secret is tried once, and told nowhere', async () => {
      const shift = floor.desk({ credentials: { appSecret: 'canary-3f9a' } });
      const error = await shift.desk.connect(AbortSignal.timeout(5_000));
      should(error).containEql({ code: 'auth', vendorCode: 'invalid_client' });
      should((await shift.order()).error?.code).equal('auth');
      const tokens = floor.simulator.journal.list().filter(({ path }) => path.includes('oauth'));
      should(tokens).have.length(1);
      should(JSON.stringify([error?.report(), shift.events, shift.notices])).not.containEql('canary');
    });

    it('lost in the middle of an order and found again: down, up, and the supervision stands', async () => {
      floor.call();
      const shift = await floor.connected();
      await shift.active();
      floor.set('rest-html');
      const { detail } = await shift.told('connection.down');
      should(detail).match(/502/);
      should((await shift.order({ agent: otherAgent })).error?.kind).equal('fault');
      floor.set('rest-html=off');
      await shift.told('connection.up');
      await until('active again', () => shift.desk.running()[0]?.phase === 'active');
      should(shift.desk.running()[0]?.evidence).startWith('query');
      should(floor.asked('PUT')).have.length(1);
    });

    it('an answer that is cut: not sent twice, and confirmed', async () => {
      floor.call();
      const shift = await floor.connected();
      floor.set('rest-cut=after@PUT');
      await shift.active({ mode: 'barge' });
      floor.set('rest-cut=off');
      should(floor.asked('PUT')).have.length(1);
    });

    it('a page of a proxy instead of the answer: may have arrived, so it is asked and not sent again', async () => {
      floor.call();
      const shift = await floor.connected();
      floor.set('rest-html@PUT');
      const { error } = await shift.order({ confirmSeconds: 0.5 });
      should(error).containEql({ code: 'platform-error', httpStatus: 502, arrived: 'maybe' });
      should(floor.asked('PUT').length).be.belowOrEqual(1);
      floor.undisturbed();
    });
  });

  describe('waiting for the next call', () => {
    it('is armed, and joins the call when it is answered', async () => {
      const shift = await floor.connected();
      const { supervision, error } = await shift.order({ mode: 'barge', arm: true });
      should(error).be.undefined();
      should(supervision.phase).equal('armed');
      floor.call();
      await until('active', () => shift.types().includes('supervision.active'));
      should(floor.hears()?.['sup.one']).deepEqual([customer, 'agt.one']);
      floor.simulator.centre.customerHangsUp('agt.one');
      await shift.told('supervision.ended');
      floor.call();
      floor.undisturbed();
    });
  });
});
