import 'should';
import { Board } from '../../src/node-red/board';
import { SupervisionError } from '../../src/supervision/errors';
import { ManualClock } from '../support/manual-clock';

describe('the board', () => {
  const order = { platform: 'genesys', connection: 'house', connectionId: 'gws', agent: 'a', mode: 'coach' } as const;
  const error = new SupervisionError('no-active-call', 'x'.repeat(2_000));
  let clock: ManualClock;
  let published: number;
  let board: Board;
  beforeEach(() => {
    clock = new ManualClock();
    published = 0;
    board = new Board(clock, () => {
      published++;
    });
  });

  it('tells a change at once, and those that follow it in one', async () => {
    board.changed();
    published.should.equal(1);
    for (let n = 0; n < 50; n++) board.changed();
    published.should.equal(1);
    await clock.pass(300);
    published.should.equal(2);
    await clock.pass(10_000);
    published.should.equal(2);
    board.changed();
    published.should.equal(3);
  });

  it('tells three times a second while everything changes all the time', async () => {
    for (let n = 0; n < 100; n++) {
      board.changed();
      await clock.pass(100);
    }
    published.should.be.within(30, 35);
  });

  it('notes an order once, and clips what it quotes', () => {
    board.refused({ ...order, id: '1' }, error);
    board.refused({ ...order, id: '1' }, error);
    board.refused(order, error);
    board.refused(order, error);
    const { refusals } = board.view([]);
    refusals.length.should.equal(3);
    refusals[0]!.message.length.should.equal(500);
  });
});
