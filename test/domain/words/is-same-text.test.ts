import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConsentWord } from '../../../src/domain/messages/stop-words';
import { isSameText } from '../../../src/domain/words/is-same-text';
import { normalizeText } from '../../../src/domain/words/normalize-text';

describe('two texts are the same words', () => {
  test.each([
    ['si', 'Sì!'],
    ['va bene', ' VA   BENE. '],
    ['perché', 'perche\u0301'],
    ['ok', 'ok 👍'],
    ['ok', 'o\u00adk\u200b'],
    ['👍', '👍🏽'],
    ['👍', '👍\ufe0f '],
    ['❤️', '❤'],
    ['?!', '?!'],
    ['1', '1️⃣'],
    ['👨🏽‍👩🏿‍👧', '👨‍👩‍👧'],
  ])('«%s» and «%s»', (a, b) => {
    expect([isSameText(a, b), isSameText(b, a)]).toEqual([true, true]);
  });

  test.each([
    ['👍', '👎'],
    ['👍', '???'],
    ['👍', ''],
    ['👍', '👍👍'],
    ['?', '!'],
    ['👨‍👩‍👧', '👨👩👧'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['ok', '👍'],
    ['si', 'no'],
  ])('not «%s» and «%s»', (a, b) => {
    expect([isSameText(a, b), isSameText(b, a)]).toEqual([false, false]);
  });
});

test.each(['', ' ', '\t\n\u00a0\u3000', '\u200b\u200d\ufeff', '\ufe0f', '🏽', '\u0301', '\u2800', '\u3164'])(
  'nothing is equal to the blank text %j, itself included',
  (blank) => {
    expect(normalizeText(blank)).toBe('');
    for (const other of [blank, '', ' ', '👍', 'si']) expect(isSameText(blank, other)).toBe(false);
  },
);

test('symbols are equal only if a reader sees the same symbols', () => {
  const sign = fc.constantFrom('👍', '👎', '❤', '😀', '?', '!', '…', '€', '+', '✅', '🎉');
  const look = fc.constantFrom('', '\ufe0f', '\ufe0e', '🏻', '🏿');
  const written = fc.array(fc.tuple(sign, look), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(written, written, (a, b) => {
      const said = (signs: [string, string][]) => signs.map(([each, its]) => each + its).join('');
      const seen = (signs: [string, string][]) => signs.map(([each]) => each).join('');
      expect(isSameText(said(a), said(b))).toBe(seen(a) === seen(b));
    }),
  );
});

test('an emoji among the opt-in words matches only that emoji', () => {
  const words = { optOutWords: ['🛑'], optInWords: ['👍'] };
  const said = ['👍', '👍🏿', '???', '👎', '', ' ', '🛑', 'STOP'].map((text) => readConsentWord([text], words));
  expect(said).toEqual(['in', 'in', null, null, null, null, 'out', 'out']);
  expect(readConsentWord(['', ' ', '!!'], { optOutWords: ['', ' '], optInWords: [' '] })).toBeNull();
});
