import should from 'should';
import fc from 'fast-check';
import { StanzaSplitter } from '../../../../src/platforms/finesse/xmpp/splitter';

const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='>'>`;
const stanzas = [
  `<message a='/>' b="it's"><event><items node='/finesse/api/User/7012'><![CDATA[</message>]]></items></event></message>`,
  `<presence/>`,
  `<iq type='result'><iq><iq/></iq></iq>`,
  `<stream:features/>`,
];
const stream = `${header}\n ${stanzas.join(' \r\n')}</stream:stream>`;

const letters = (text: string): string[] => Array.from(text);

function split(chunks: readonly string[]): { elements: string[]; header: string | undefined; ended: boolean } {
  const elements: string[] = [];
  const splitter = new StanzaSplitter({
    open: () => elements.length.should.equal(0),
    element: (element) => elements.push(element.toString()),
    end: () => undefined,
  });
  for (const chunk of chunks) splitter.write(chunk);
  return { elements, header: splitter.header?.name, ended: splitter.finished };
}

const unreadable = { name: 'SupervisionError', code: 'platform-error' };

describe('a stream of XML', () => {
  it('is cut into the same stanzas, however it arrives', () => {
    const whole = split([stream]);
    whole.should.match({ header: 'stream:stream', ended: true });
    whole.elements.should.have.length(4);
    whole.elements[0]!.should.containEql('&lt;/message&gt;');
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
        split(at.slice(1).map((end, index) => stream.slice(at[index], end))).should.deepEqual(whole);
      }),
    );
    split(letters(stream)).should.deepEqual(whole);
  });

  it('finds a namespace that only the header declares', () => {
    const seen: (string | undefined)[] = [];
    const splitter = new StanzaSplitter({
      open: () => undefined,
      element: (element) => seen.push(element.getNS()),
      end: () => undefined,
    });
    splitter.write(stream);
    seen.should.deepEqual(['jabber:client', 'jabber:client', 'jabber:client', 'http://etherx.jabber.org/streams']);
  });

  for (const [what, text] of Object.entries({
    'text between stanzas': `${header}hello`,
    'CDATA between stanzas': `${header}<![CDATA[x]]>`,
    'a comment': `${header}<!-- x -->`,
    'a document type': `<!DOCTYPE x [<!ENTITY a "b">]>${header}`,
    'a processing instruction': `${header}<presence><?php x ?></presence>`,
    'a second declaration': `<?xml version='1.0'?>${header}`,
    'a document type after the declaration': `<?xml version='1.0'?><!DOCTYPE x><x>`,
    'another instruction first': '<?php x ?><stream>',
    'an end before the beginning': '</stream:stream>',
    'no XML at all': 'HTTP/1.1 400 Bad Request\r\n\r\n',
    'an end tag that fits nothing': `${header}<a><b></a><c/>`,
    'stanzas that overlap': `${header}<a><b></a></b>`,
  })) {
    it(`is refused with ${what}`, () => {
      should(() => split([text])).throw(unreadable);
      should(() => split(letters(text))).throw(unreadable);
    });
  }

  it('keeps no more than one stanza may be large', () => {
    const chunk = 'x'.repeat(1 << 16);
    for (const start of ['<a>', '<a b="', '<', '<a><![CDATA[', '<a>&']) {
      const splitter = new StanzaSplitter({ open: () => undefined, element: () => undefined, end: () => undefined });
      splitter.write(header + start);
      let written = 0;
      should(() => {
        while (written < 5 << 20) {
          splitter.write(chunk);
          written += chunk.length;
        }
      }).throw({ ...unreadable, message: /longer than/ });
      written.should.be.below((1 << 20) + chunk.length);
    }
  });

  it('takes as much as there is, as long as each stanza is small', () => {
    const many = `<a>${'x'.repeat(1000)}</a>`.repeat(5000);
    split([header, many]).elements.should.have.length(5000);
  });

  it('tells nothing after it was stopped', () => {
    const seen: string[] = [];
    const splitter = new StanzaSplitter({
      open: () => undefined,
      element: (element) => {
        seen.push(element.name);
        splitter.stop();
      },
      end: () => seen.push('end'),
    });
    splitter.write(stream);
    splitter.write('<more/>');
    seen.should.deepEqual(['message']);
  });
});
