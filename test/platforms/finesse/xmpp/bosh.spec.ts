import 'should';
import { DrivenChance } from '../../../support/driven-chance';
import { settle } from '../../../support/manual-clock';
import { until } from '../../../support/until';
import { serveBosh, type BoshExchange } from '../../../support/xmpp/bosh-exchange';
import { event } from '../../../support/xmpp/fake';
import { refusal, Sessions, soon, type Heard } from './world';

const node = '/finesse/api/User/7012/Dialogs';
const terminate = ` type='terminate'`;

describe('XMPP on BOSH', () => {
  let server: BoshExchange;
  let sessions: Sessions;

  beforeEach(async () => {
    server = await serveBosh();
    sessions = new Sessions({ transport: 'bosh', url: server.url });
  });
  afterEach(async () => {
    await Promise.all([sessions.closeAll(), server.close()]);
  });

  async function online(settings: Parameters<Sessions['make']>[0] = {}): Promise<Heard> {
    const heard = sessions.make(settings);
    const [opened] = await Promise.allSettled([heard.session.connect(soon()), server.signIn()]);
    if (opened.status === 'rejected') throw opened.reason;
    return heard;
  }

  const ids = (heard: Heard): string[] => heard.items().map(({ id }) => id);
  const sendIq = (heard: Heard, name: string): void => {
    heard.session.subscribe(name, soon()).catch(() => undefined);
  };

  it('begins with a number that nobody can guess, and counts from there', async () => {
    await online();
    const rids = server.asked.map(({ rid }) => rid);
    rids.should.deepEqual(rids.map((_, index) => rids[0]! + index));
    rids.at(-1)!.should.be.belowOrEqual(Number.MAX_SAFE_INTEGER);
    const other = new Sessions({ transport: 'bosh', url: server.url });
    refusal(other.make({})).catch(() => undefined);
    await until('another session', () => server.asked.length > rids.length);
    server.asked.at(-1)!.rid.should.not.equal(rids[0]);
    await other.closeAll();
  });

  it('opens as the standard says, and restarts after the sign-in', async () => {
    await online();
    const [create, auth, restart] = server.asked.map(({ body }) => body);
    for (const part of [
      'xmlns="http://jabber.org/protocol/httpbind"',
      'hold="1"',
      'wait="30"',
      'to="finesse.test"',
      'xmpp:version="1.0"',
      'xmlns:xmpp="urn:xmpp:xbosh"',
    ])
      create!.should.containEql(part);
    create!.should.not.containEql('sid=');
    auth!.should.containEql('sid="s1"');
    restart!.should.match(/sid="s1".*xmpp:restart="true"\/>$/);
    // ejabberd answers 400 to anything else.
    server.asked.map(({ headers }) => headers['content-type']).should.matchEach('text/xml; charset=utf-8');
  });

  it('keeps the cookie of a load balancer', async () => {
    await online();
    server.asked[1]!.headers.should.have.property('cookie', 'ROUTEID=.node1');
  });

  it('always has a request waiting at the server, and never more than two', async () => {
    const heard = await online();
    for (let round = 0; round < 20; round++) {
      await until('a request', () => server.open().length > 0);
      sendIq(heard, `/node${round}`);
      await until('a second request', () => server.open().length === 2);
      for (const asked of server.open()) asked.answer('');
    }
    server.most().should.equal(2);
    await until('a request', () => server.open().length > 0);
    for (let index = 0; index < 5; index++) sendIq(heard, `/more${index}`);
    await until('two requests', () => server.open().length === 2);
    await settle();
    sendIq(heard, '/last');
    await settle();
    server.most().should.equal(2);
    server.open()[0]!.answer('');
    await until('the last', () => server.open().some(({ body }) => body.includes('/last')));
    server.most().should.equal(2);
  });

  it('hears the answers in the order of the requests', async () => {
    const heard = await online();
    sendIq(heard, '/x');
    await until('two requests', () => server.open().length === 2);
    const [first, second] = server.open();
    second!.answer(event(node, 'second', '<Update/>'));
    sendIq(heard, '/y');
    await until('the next request', () => server.open().length === 2);
    heard.items().should.be.empty();
    first!.answer(event(node, 'first', '<Update/>') + event(node, 'first-too', '<Update/>'));
    await until('all', () => heard.items().length === 3);
    ids(heard).should.deepEqual(['first', 'first-too', 'second']);
  });

  it('sends a request again, as it was, when its connection was cut', async () => {
    const heard = await online();
    sendIq(heard, '/once');
    await until('two requests', () => server.open().length === 2);
    const cut = server.open()[1]!;
    cut.body.should.containEql('/once');
    cut.cut();
    const again = await until('it again', () => server.open().find(({ rid }) => rid === cut.rid));
    again.body.should.equal(cut.body);
    again.cut();
    (await heard.end()).should.have.properties({ code: 'unreachable', retryable: true });
    server.asked.filter(({ rid }) => rid === cut.rid).should.have.length(2);
  });

  it('sends a request again that a proxy answered with 502', async () => {
    const heard = await online();
    const [held] = server.open();
    held!.status(502);
    const again = await until('it again', () => server.open().find(({ rid }) => rid === held!.rid));
    again.answer(event(node, 'a', '<Update/>'));
    await until('the event', () => heard.items().length === 1);
    heard.closed().should.be.empty();
  });

  it('hears why a session ends, though that comes in its last answer', async () => {
    const heard = await online();
    const conflict = `<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`;
    sendIq(heard, '/x');
    await until('two requests', () => server.open().length === 2);
    const [first, second] = server.open();
    second!.status(404);
    first!.answer(event(node, 'a', '<Update/>') + conflict, `${terminate} condition='remote-stream-error'`);
    (await heard.end()).should.have.properties({ code: 'auth', retryable: false, vendorCode: 'conflict' });
    ids(heard).should.deepEqual(['a']);
  });

  for (const [condition, code] of Object.entries({
    'item-not-found': 'unreachable',
    'system-shutdown': 'unreachable',
    'host-unknown': 'invalid-input',
  })) {
    it(`ends with the condition of the server: ${condition}`, async () => {
      const heard = await online();
      server.open()[0]!.answer('', `${terminate} condition='${condition}'`);
      (await heard.end()).should.have.properties({ code, vendorCode: condition });
    });
  }

  it('ends where the server ends it without a reason', async () => {
    const heard = await online();
    server.open()[0]!.answer('', terminate);
    (await heard.end()).should.have.properties({ code: 'unreachable', retryable: true });
  });

  it('does not ask without end where the server holds nothing', async () => {
    const chance = new DrivenChance();
    await online({ chance });
    server.open()[0]!.answer('');
    const poll = await until('the poll', () => server.open()[0]);
    const before = server.asked.length;
    poll.answer('');
    await until('the pause', () => chance.asleep === 2);
    server.asked.should.have.length(before);
    await chance.pass(1000);
    await until('the next poll', () => server.asked.length === before + 1);
  });

  it('says during such a pause what there is to say', async () => {
    const chance = new DrivenChance();
    const heard = await online({ chance });
    server.open()[0]!.answer('');
    (await until('the poll', () => server.open()[0])).answer('');
    await until('the pause', () => chance.asleep === 2);
    sendIq(heard, '/x');
    (await until('the question', () => server.open()[0])).body.should.containEql('/x');
  });

  it('says everything of one turn in one request', async () => {
    const heard = await online();
    const before = server.asked.length;
    for (const name of ['/a', '/b', '/c']) sendIq(heard, name);
    await until('the request', () => server.asked.length > before);
    server.asked
      .at(-1)!
      .body.match(/<subscribe /g)!
      .should.have.length(3);
  });

  it('takes many events in one answer, beyond what one of them may be', async () => {
    const heard = await online();
    const large = `<Update>${'x'.repeat(100_000)}</Update>`;
    const many = Array.from({ length: 60 }, (_, index) => event(node, `e${index}`, large));
    server.open()[0]!.answer(many.join(''));
    await until('all', () => heard.items().length === 60);
  });

  it('refuses an answer that is larger than all of that', async () => {
    const heard = await online();
    server.open()[0]!.answer(`<message>${'x'.repeat(17 << 20)}</message>`);
    (await heard.end()).should.have.properties({ code: 'platform-error', retryable: true });
  });

  it('finds out where the address leads to something else', async () => {
    const page = refusal(sessions.make({}));
    (await server.next()).status(404);
    const missing = await page;
    missing.should.have.properties({ code: 'platform-error', httpStatus: 404 });
    missing.message.should.match(/http-bind/);
    const nameless = refusal(sessions.make({}));
    (await server.next()).answer('');
    (await nameless).should.have.properties({ code: 'platform-error' });
  });

  it('leaves in one last request', async () => {
    const { session } = await online();
    const left = session.close(soon(), true);
    const last = await until('the last request', () => server.open().find(({ body }) => body.includes('terminate')));
    last.body.should.match(/type="terminate"><presence xmlns="jabber:client" type="unavailable"\/><\/body>$/);
    for (const asked of server.open()) asked.answer('', terminate);
    await left;
    await settle();
    server.open().should.be.empty();
  });
});
