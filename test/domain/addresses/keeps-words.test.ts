import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readItalianAddress } from '../../../src/domain/addresses/read-italian-address';

const STREETS = [
  'Via Roma',
  'Viale Giuseppe Verdi',
  'P.zza XX Settembre',
  'via dei Mille',
  "Largo Sant'Antonio",
  'Corso 25 Aprile',
  'Strada del Molino',
];
const NUMBERS = ['3', '12/A', '10 bis', '7', '101', 'n. 9', '14/2', '8c'];
const DETAILS = [
  'int.5',
  'int. 7',
  'interno 7',
  'int5A',
  'sc.B',
  'scala B',
  'p.2',
  'piano 3',
  '3° piano',
  'Interno: 12',
  'ed. C',
  'pal.4',
  'lotto 8',
  'c/o Bar Sport',
  'presso Farmacia Comunale',
  'citofono Ferri',
  'citofono: Ferri Dolci',
];
const EXTRAS = [
  'Ostia Lido',
  'Corticella',
  'Fraz. Pieve',
  'loc. Ponte Nuovo',
  'Zona Industriale',
  'Villa Serena',
  'cancello verde',
  'suonare forte',
  'Hotel Bellavista',
  'dopo le 18',
  'casa gialla',
  'Rozzano',
];
const PICKUPS = [
  'Locker InPost BOL01',
  'InPost Locker BOL01',
  'Fermo posta Centro',
  'Fermoposta',
  'Packstation 123',
  'punto di ritiro GLS',
  'Casella postale 12',
  'C.P. 12',
  'CP 44',
];
const PLACES = [
  ['40121', 'Bologna', 'BO'],
  ['20121', 'Milano', 'MI'],
  ['00121', 'Roma', 'RM'],
  ['30027', 'San Donà di Piave', 'VE'],
  ['67100', "L'Aquila", 'AQ'],
  ['73100', 'Lecce', 'LE'],
  ['22100', 'Como', 'CO'],
  ['39042', 'Bressanone', 'BZ'],
  ['06012', 'Città di Castello', 'PG'],
] as const;

type Parts = {
  street: string;
  number: string;
  details: string[];
  extra: string[];
  pickup: string[];
  place: (typeof PLACES)[number];
};

/** The written forms of one address. Each text has all of its words. */
const LAYOUTS: Record<string, (parts: Parts, separator: string) => string> = {
  usual: ({ street, number, details, extra, pickup, place: [zip, city, province] }, separator) =>
    [`${street} ${number}`, ...details, ...pickup, ...extra, `${zip} ${city} ${province}`].join(separator),
  // Alone on the first line, "Ostia Lido" could be the customer's name.
  'extra first': ({ street, number, details, extra, pickup, place: [zip, city, province] }) =>
    [...pickup, ...extra, `${street} ${number}`, ...details, `${zip} ${city} (${province})`].join(', '),
  'extra last': ({ street, number, details, extra, pickup, place: [zip, city, province] }, separator) =>
    [`${zip} ${city} (${province})`, `${street} ${number}`, ...details, ...pickup, ...extra].join(separator),
  'town first': ({ street, number, details, extra, pickup, place: [zip, city, province] }, separator) =>
    [city, `${street} ${number}`, ...details, ...extra, ...pickup, `cap ${zip}`, province].join(separator),
  'code last': ({ street, number, details, extra, pickup, place: [zip, city, province] }, separator) =>
    [`${street} ${number}`, ...pickup, ...extra, ...details, `${city} ${province} ${zip}`].join(separator),
  'number first': ({ street, number, details, extra, pickup, place: [zip, city, province] }, separator) =>
    [`${number} ${street}`, ...details, ...pickup, ...extra, `${zip} ${city}`, province].join(separator),
  form: ({ street, number, details, extra, pickup, place: [zip, city, province] }) =>
    [
      `Indirizzo: ${street} ${number}`,
      ...details,
      `CAP: ${zip}`,
      `Città: ${city}`,
      `Provincia: ${province}`,
      ...pickup,
      ...extra,
    ].join('\n'),
  'form in another order': ({ street, number, details, extra, pickup, place: [zip, city, province] }) =>
    [
      `Provincia: ${province}`,
      `Comune: ${city}`,
      `CAP: ${zip}`,
      `Via: ${street}`,
      `Civico: ${number}`,
      ...details,
      ...pickup,
      ...extra,
    ].join('; '),
};

/** The words of a text, read in another way than the parser reads them. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}]+|\d+/gu) ?? [];

test('no word of an address gets lost', async () => {
  const some = (values: string[]) => fc.subarray(values, { maxLength: 1 });
  const parts = fc.record({
    street: fc.constantFrom(...STREETS),
    number: fc.constantFrom(...NUMBERS),
    details: fc.subarray(DETAILS, { maxLength: 2 }),
    extra: some(EXTRAS),
    pickup: some(PICKUPS),
    place: fc.constantFrom(...PLACES),
  });
  const casing = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toLowerCase(),
    (text) => text.toUpperCase(),
  );
  const written = fc.tuple(parts, fc.constantFrom(...Object.keys(LAYOUTS)), fc.constantFrom(', ', '\n', ' - '), casing);
  await fc.assert(
    fc.asyncProperty(written, async ([address, layout, separator, change]) => {
      const text = change(LAYOUTS[layout]?.(address, separator) ?? '');
      const { check, ...members } = (await readItalianAddress(text)) ?? {};
      const kept = wordsOf(Object.values(members).join(' '));
      const given = wordsOf(change(Object.values(address).flat().join(' ')));
      expect(
        given.filter((word) => !kept.includes(word)),
        text,
      ).toEqual([]);
      if (address.pickup.length > 0) expect(check?.issues, text).toContain('po_box');
    }),
    { numRuns: 1_000 },
  );
});
