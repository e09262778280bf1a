import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchTerms, wordsOf } from '../../src/shared/text/search-words';

test.each<[string, string[]]>([
  ['Dov’è il PACCO?', ['dov', 'il', 'pacco']],
  ['Perché no: è già l’ora', ['perche', 'no', 'gia', 'ora']],
  ['Straße, Łódź, ÇA', ['straße', 'łodz', 'ca']],
  ['#IT-1042 ada@example.com', ['it', '1042', 'ada', 'example', 'com']],
  ['pacco pacco Pàcco', ['pacco']],
  ['👍 🎁', []],
  ['ﬁne ２３', ['fine', '23']],
  ['x'.repeat(100), ['x'.repeat(32)]],
])('the words of «%s»', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each<[string, string[]]>([
  ['Pacco dové', ['pacco', 'dove']],
  ['+39 333 000 0001', ['393330000001']],
  ['0039 (333) 000.0001', ['393330000001']],
  ['333-000/0001', ['3330000001']],
  ['#1042', ['1042']],
  ['1042', ['1042']],
  ['7', []],
  ['ordine 1042', ['ordine', '1042']],
  ['%', []],
  ['', []],
])('the terms of «%s»', (query, terms) => {
  expect(searchTerms(query)).toEqual(terms);
});

test('every word of a text, in any case and normal form, finds it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom('NFC', 'NFD', 'NFKD'),
      (text, form) => {
        const words = wordsOf(text);
        expect(words.length).toBeLessThanOrEqual(24);
        expect(wordsOf(text.normalize(form))).toEqual(words);
        for (const word of words.filter((each) => !/^\d+$/.test(each))) {
          expect(searchTerms(word)).toEqual([word]);
          expect(Array.from(word).length).toBeLessThanOrEqual(32);
        }
        expect(words.every((word) => word === word.toLowerCase())).toBe(true);
      },
    ),
  );
});
