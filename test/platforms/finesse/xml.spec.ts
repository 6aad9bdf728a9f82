import should from 'should';
import fc from 'fast-check';
import { attributeOf, Element, parseXml, xml } from '../../../src/platforms/finesse/xml';
import { SupervisionError } from '../../../src/supervision/errors';

const unreadable = { name: 'SupervisionError', code: 'platform-error', retryable: true };

/** A document as it should have been read: texts beside each other are one. */
function plain(element: Element): unknown {
  const children: unknown[] = [];
  for (const child of element.children) {
    const last = children.at(-1);
    if (typeof child !== 'string') children.push(plain(child));
    else if (typeof last === 'string') children[children.length - 1] = last + child;
    else children.push(child);
  }
  return [element.name, { ...element.attrs }, ...children.filter((child) => child !== '')];
}

const nameOf = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/).filter((name) => name !== '__proto__');
const textOf = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\p{Cc}\ufffe\uffff]/gu, ''));
const { document } = fc.letrec<{ document: Element; child: Element | string }>((tie) => ({
  document: fc
    .record({
      name: nameOf,
      attributes: fc.dictionary(nameOf, textOf, { maxKeys: 3 }),
      children: fc.array(tie('child'), { maxLength: 4 }),
    })
    .map(({ name, attributes, children }) => xml(name, attributes, ...children)),
  child: fc.oneof({ maxDepth: 4 }, textOf, tie('document')),
}));

describe('XML of Finesse', () => {
  it('may begin with blank lines', () => {
    should(parseXml('\r\n <?xml version="1.0"?>\n<User/>').name).equal('User');
  });

  it('what escaping made of an ampersand stays a text', () => {
    should(parseXml('<a>&amp;lt;&amp;#38;</a>').getText()).equal('&lt;&#38;');
    should(parseXml('<a>&amp;lt;&amp;amp;&lt;</a>').getText()).equal('&lt;&amp;<');
    should(parseXml('<a>&#38;lt;</a>').getText()).equal('&lt;');
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(document, (written) => {
        should(plain(parseXml(written.toString()))).deepEqual(plain(written));
      }),
    );
  });

  it('never ends in anything but an element or an error of ours', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1">',
      '<',
      '>',
      '/',
      '&',
      '&amp;',
      '<![CDATA[',
      ']]>',
      '"',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseXml(pieces.join('')).should.be.instanceof(Element);
        } catch (thrown) {
          should(thrown).be.instanceof(SupervisionError);
        }
      }),
    );
  });

  it('leaves numbers as they are', () => {
    const user = parseXml('<User><loginId>007</loginId><extension>+34600111222</extension><id>1e5</id></User>');
    user.getChildText('loginId')!.should.equal('007');
    user.getChildText('extension')!.should.equal('+34600111222');
    user.getChildText('id')!.should.equal('1e5');
  });

  it('may begin with a declaration, and hold comments and CDATA', () => {
    const text = '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<a><!-- <b> --><![CDATA[<c>&amp;]]></a>\n';
    parseXml(text).getText().should.equal('<c>&amp;');
  });

  it('knows the entities of XML, also numbered ones that XML forbids but callers type', () => {
    parseXml('<a b="&quot;&apos;">&amp;&lt;&gt;&#233;&#x1F600;&#x1;</a>').getText().should.equal('&<>é😀\u0001');
    attributeOf(parseXml('<a b="&quot;&apos;"/>'), 'b')!.should.equal('"\'');
  });

  it('finds the attributes of an element by their names, and nothing else', () => {
    const element = parseXml('<a  x = \'1\' y:z="2>" />');
    attributeOf(element, 'x')!.should.equal('1');
    attributeOf(element, 'y:z')!.should.equal('2>');
    should(attributeOf(element, 'toString')).be.undefined();
  });

  for (const [what, text] of Object.entries({
    'no element': '   ',
    'two root elements': '<a/><b/>',
    'text outside of the root': '<a/>b',
    'an end tag too many': '<a></a></a>',
    'an end tag of another element': '<a></b></a>',
    'elements that overlap': '<a><b></a></b>',
    'a document that ends too early': '<a><b></b>',
    'a tag that ends too early': '<a><b',
    'an attribute without a value': '<a b></a>',
    'an attribute without quotation marks': '<a b=c/>',
    'an attribute twice': '<a b="1" b="2"/>',
    'attributes without a space between': '<a b="1"c="2"/>',
    'a bracket in an attribute': '<a b="<"/>',
    'a name that is none': '<1/>',
    'an end tag with attributes': '<a></a b="1">',
    'a document type': '<!DOCTYPE a><a/>',
    'a document type with entities': '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    'a processing instruction': '<a><?php x ?></a>',
    'a second declaration': '<?xml version="1.0"?><?xml version="1.0"?><a/>',
    'an unknown entity': '<a>&nbsp;</a>',
    'an entity of JavaScript': '<a>&constructor;</a>',
    'a bare ampersand': '<a>a & b</a>',
    'an entity beyond Unicode': '<a>&#x110000;</a>',
    'half a character': '<a>&#xD800;</a>',
    'an entity of nothing': '<a>&#0;</a>',
    'CDATA that does not end': '<a><![CDATA[x</a>',
    'a comment that does not end': '<a><!-- x</a>',
  })) {
    it(`is not read from ${what}`, () => {
      should(() => parseXml(text)).throw(unreadable);
    });
  }

  it('has limits', () => {
    const nested = (levels: number): string => `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`;
    parseXml(nested(32));
    should(() => parseXml(nested(33))).throw({ ...unreadable, message: /deeper than 32/ });
    should(() => parseXml(`<a>${'x'.repeat(1 << 20)}</a>`)).throw({ ...unreadable, message: /longer than/ });
    parseXml(`<a>${'x'.repeat(1 << 20)}</a>`, { length: 2 << 20 });
    should(() => parseXml(`<a>${'<b/>'.repeat(50_000)}</a>`)).throw({ ...unreadable, message: /more than 50000/ });
  });

  it('takes no time that grows faster than the text', () => {
    const size = 1 << 20;
    const slow = [
      `<a${' '.repeat(size - 4)}`,
      `<a ${'b'.repeat(size - 8)}`,
      `<a ${'b="c" '.repeat(size / 8)}`,
      `<a>${'&'.repeat(size - 8)}`,
      `<a>${'<!--'.repeat(size / 8)}`,
      '<'.repeat(size),
    ];
    const begun = Date.now();
    for (const text of slow) should(() => parseXml(text)).throw(unreadable);
    (Date.now() - begun).should.be.below(3000);
  });

  it('quotes nothing of what it could not read', () => {
    should(() => parseXml('<a><secret-name>+34600111222</a>')).throw(/^(?!.*(34600|secret-name))/);
  });

  it('is written with everything escaped', () => {
    const body = xml('Dialog', { a: '"<\'>&' }, xml('toAddress', {}, '<&>"'), xml('empty', { gone: undefined }));
    body
      .toString()
      .should.equal('<Dialog a="&quot;&lt;&apos;&gt;&amp;"><toAddress>&lt;&amp;&gt;"</toAddress><empty/></Dialog>');
  });

  it('is not written with what it cannot carry', () => {
    for (const text of ['\u0000', 'a\u001b[2J', '\uffff'])
      should(() => xml('reason', {}, text)).throw({ code: 'invalid-input', arrived: 'no' });
    xml('reason', {}, 'a\tb\r\nc').getText().should.equal('a\tb\r\nc');
  });
});
