import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectEncoding } from '../../src/shared/text/detect-encoding';

const NO_MARK = new TextEncoder().encode('{}');

/** Labels of the Encoding Standard, each with its encoding. */
const LABELS: [label: string, encoding: string][] = [
  ['utf-8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['us-ascii', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['ISO-8859-2', 'iso-8859-2'],
  ['iso-8859-15', 'iso-8859-15'],
  ['windows-1250', 'windows-1250'],
  ['cp1251', 'windows-1251'],
  ['koi8-r', 'koi8-r'],
  ['macintosh', 'macintosh'],
  ['gb2312', 'gbk'],
  ['gb18030', 'gb18030'],
  ['big5', 'big5'],
  ['euc-jp', 'euc-jp'],
  ['shift_jis', 'shift_jis'],
  ['euc-kr', 'euc-kr'],
  ['utf-16', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
];

test('a declared charset is found however it is written', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LABELS),
      fc.constantFrom('application/json', 'text/plain', ''),
      fc.constantFrom('charset', 'Charset', 'CHARSET'),
      fc.constantFrom('', ' ', '\t'),
      fc.constantFrom('', '"', "'"),
      fc.boolean(),
      fc.constantFrom('', '; profile=x', ';profile="a;charset=big5"', '; x=";charset=koi8-r;"'),
      ([label, encoding], type, name, space, quote, upper, before) => {
        const written = upper ? label.toUpperCase() : label;
        const value = `${type}${before}${space};${space}${name}${space}=${space}${quote}${written}${quote}${space}`;
        expect(detectEncoding(NO_MARK, value), value).toBe(encoding);
      },
    ),
  );
});

test.each([
  null,
  '',
  'application/json',
  'application/json; charset',
  'text/x; charset=',
  'a; charset=klingon',
  ';;;=',
])('bytes whose Content-Type is %j count as UTF-8', (type) => {
  expect(detectEncoding(NO_MARK, type)).toBe('utf-8');
});

test.each([
  [[0xef, 0xbb, 0xbf, 0x7b], 'utf-8'],
  [[0xff, 0xfe, 0x7b, 0x00], 'utf-16le'],
  [[0xfe, 0xff, 0x00, 0x7b], 'utf-16be'],
])('a byte order mark %j wins over what is declared', (bytes, encoding) => {
  for (const type of [null, 'application/json; charset=utf-16', 'application/json; charset=iso-8859-1']) {
    expect(detectEncoding(Uint8Array.from(bytes), type)).toBe(encoding);
  }
});

test.each([[[0xff, 0xff]], [[0xff]], [[0xfe, 0xfe]], [[0xef, 0xbb, 0x7d]], [[0xef, 0x7b, 0xbf]], [[0x7b, 0xfe]]])(
  'half a byte order mark %j does not win over what is declared',
  (bytes) => {
    expect(detectEncoding(Uint8Array.from(bytes), 'application/json; charset=iso-8859-1')).toBe('windows-1252');
  },
);

test('TextDecoder accepts the result for any declaration', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ unit: 'binary' }), (bytes, charset) => {
      const encoding = detectEncoding(bytes, `application/json; charset=${charset}`);
      expect(() => new TextDecoder(encoding)).not.toThrow();
    }),
  );
});
