import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readItalianAddress } from '../../../src/domain/addresses/read-italian-address';
import messages from './other-messages.txt?raw';

const read = async (text: string) => {
  const address = await readItalianAddress(text);
  if (address === null) return null;
  const { address1, address2, zip, city, province_code } = address;
  return [address1, address2, zip, city, province_code];
};

test('an address has all members of the contract', async () => {
  expect(await readItalianAddress('Via Roma 12, scala B, 20121 Milano MI')).toEqual({
    address1: 'Via Roma 12',
    address2: 'scala B',
    zip: '20121',
    city: 'Milano',
    province_code: 'MI',
    country_code: 'IT',
    check: { result: 'ok', issues: [] },
  });
});

describe.each<[kind: string, cases: [text: string, ...parts: (string | null)[]][]]>([
  [
    'forms of one address',
    [
      'Via Roma 12, 20121 Milano MI',
      'Via Roma 12 20121 Milano MI',
      'Via Roma 12\n20121 Milano (MI)',
      'Via Roma,12 - 20121 - Milano',
      'Via Roma 12, Milano 20121',
      'Via Roma 12, Milano (MI) cap 20121',
      '20121 Milano, Via Roma 12',
      'Milano, Via Roma 12, cap 20121',
      'la Via è Roma 12, 20121 Milano',
      'Mario Rossi\nVia Roma 12\n20121 Milano\n333 1234567',
      'Buongiorno, il mio indirizzo è Via Roma 12, 20121 Milano grazie mille!',
      'Via Roma 12, 20121 Milano, provincia di Milano, Italia',
      "l'indirizzo è sbagliato, quello giusto è Via Roma 12, 20121 Milano",
    ].map((text) => [text, 'Via Roma 12', null, '20121', 'Milano', 'MI']),
  ],
  [
    'numbers',
    ['12/A', '12 A', '12bis', '12 bis', 'n. 12', 'SNC', '12/14', 'senza numero civico'].map((number) => [
      `Via Roma ${number}, 20121 Milano`,
      `Via Roma ${number}`,
      null,
      '20121',
      'Milano',
      'MI',
    ]),
  ],
  [
    'names with digits',
    [
      ['Via 4 Novembre 5, 20900 Monza', 'Via 4 Novembre 5', null, '20900', 'Monza', 'MB'],
      ['Piazza 1° Maggio 3, 20900 Monza', 'Piazza 1° Maggio 3', null, '20900', 'Monza', 'MB'],
      ['SS 16 km 12,300, 70043 Monopoli', 'SS 16 km 12,300', null, '70043', 'Monopoli', 'BA'],
      ['S.P. 12 n. 5, 73100 Lecce LE', 'S.P. 12 n. 5', null, '73100', 'Lecce', 'LE'],
    ],
  ],
  [
    'the second line',
    [
      ['scala B interno 7', 'scala B, interno 7'],
      ['3° piano', '3° piano'],
      ['piano terra', 'piano terra'],
      ['c/o Bar Sport', 'c/o Bar Sport'],
      ['citofono Ferri Dolci', 'citofono Ferri Dolci'],
      ['loc. Sambuceto', 'loc. Sambuceto'],
      ['fraz. Pieve', 'fraz. Pieve'],
    ].map(([detail = '', address2 = '']) => [
      `Via Roma 12, ${detail}, 66100 Chieti CH`,
      'Via Roma 12',
      address2,
      '66100',
      'Chieti',
      'CH',
    ]),
  ],
  [
    'places without streets',
    [
      ['Contrada Serra, 87036 Rende CS', 'Contrada Serra', null, '87036', 'Rende', 'CS'],
      ['Cascina Nuova 3, 20081 Abbiategrasso', 'Cascina Nuova 3', null, '20081', 'Abbiategrasso', 'MI'],
      ['Cannaregio 1234, 30121 Venezia', 'Cannaregio 1234', null, '30121', 'Venezia', 'VE'],
      ['Goethestraße 12, 39100 Bozen', 'Goethestraße 12', null, '39100', 'Bozen', 'BZ'],
    ],
  ],
  [
    'names that mislead',
    [
      ['Via Milano 3, 00184 Roma', 'Via Milano 3', null, '00184', 'Roma', 'RM'],
      ['Via della Scala 5, 50123 Firenze', 'Via della Scala 5', null, '50123', 'Firenze', 'FI'],
      ['Via Umberto I 4, 12011 Borgo San Dalmazzo CN', 'Via Umberto I 4', null, '12011', 'Borgo San Dalmazzo', 'CN'],
      ['Via Roma 12, 20089 Rozzano Milano', 'Via Roma 12', null, '20089', 'Rozzano', 'MI'],
      ['Via Roma 12, 73100 Lecce LE', 'Via Roma 12', null, '73100', 'Lecce', 'LE'],
      ['Via Roma 12 a Milano', 'Via Roma 12', null, null, 'Milano', 'MI'],
      ['ordine 10121, Via Roma 12, 20121 Milano', 'Via Roma 12', null, '20121', 'Milano', 'MI'],
      ['via Po 4, quattro castella, cap 42747, re', 'via Po 4', null, '42747', 'quattro castella', 'RE'],
    ],
  ],
  [
    'parts of an address',
    [
      ['Via Roma 12', 'Via Roma 12', null, null, null, null],
      ['ok, via Roma 12 grazie', 'via Roma 12', null, null, null, null],
      ['Via Roma 12 Milano', 'Via Roma 12', null, null, 'Milano', 'MI'],
      ['Via Roma, 20121 Milano', 'Via Roma', null, '20121', 'Milano', 'MI'],
      ['Via Roma 12, 2121 Milano', 'Via Roma 12', null, '2121', 'Milano', 'MI'],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', async (text, ...parts) => {
    expect(await read(text)).toEqual(parts);
  });
});

test.each(messages.trim().split('\n'))('"%s" is no address', async (text) => {
  expect(await read(text)).toBe(null);
});

test.each([
  ['two addresses', 'Via Roma 12, 20121 Milano oppure Via Dante 3, 10121 Torino'],
  ['two streets', 'Via Roma 12, Via Dante 3, 20121 Milano'],
  ['two postal codes', 'Via Roma 12, 20121 Milano o 20122 Milano'],
  ['another country', 'Via Roma 12, 20121 Milano, Svizzera'],
  ['a sentence for a name', 'Via uno due tre quattro cinque sei sette otto nove dieci 12, 20121 Milano'],
  ['a long text', `${'ciao '.repeat(90)}Via Roma 12, 20121 Milano`],
])('%s are no address', async (_, text) => {
  expect(await read(text)).toBe(null);
});

const PLACES = [
  ['20121', 'Milano', 'MI'],
  ['30027', 'San Donà di Piave', 'VE'],
  ['67100', "L'Aquila", 'AQ'],
  ['42121', "Reggio nell'Emilia", 'RE'],
  ['39042', 'Bressanone', 'BZ'],
  ['63074', 'San Benedetto del Tronto', 'AP'],
  ['09016', 'Iglesias', 'CI'],
] as const;
const NAMES = [
  'Roma',
  'Giuseppe Verdi',
  'XX Settembre',
  '25 Aprile',
  "Sant'Antonio",
  'dei Mille',
  'Umberto I',
  'A. Volta',
];

test('a formatted address parses back', async () => {
  const address = fc.record({
    street: fc.tuple(fc.constantFrom('Via', 'Viale', 'Corso', 'P.zza', 'Largo', 'Strada'), fc.constantFrom(...NAMES)),
    number: fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('', '/A', 'bis', ' B', '/12')),
    detail: fc.constantFrom(null, 'scala B', 'interno 7', 'piano 2', 'citofono Ferri', 'c/o Bar Sport'),
    place: fc.constantFrom(...PLACES),
    separator: fc.constantFrom(', ', '\n', ' - '),
  });
  await fc.assert(
    fc.asyncProperty(address, async ({ street, number, detail, place: [zip, city, province], separator }) => {
      const address1 = `${street.join(' ')} ${number.join('')}`;
      const text = [address1, detail, `${zip} ${city} ${province}`].filter((each) => each !== null).join(separator);
      expect(await read(text)).toEqual([address1, detail, zip, city, province]);
    }),
    { numRuns: 500 },
  );
});

test('every text is read or refused', async () => {
  const piece = fc.constantFrom(
    'via',
    'Roma',
    '12',
    '20121',
    'Milano',
    'MI',
    ',',
    '\n',
    'scala',
    'B',
    '(',
    'n.',
    'loc.',
    'è',
    '🙂',
    'a',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(piece, { maxLength: 80 }).map((each) => each.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (each) => {
      const address = await readItalianAddress(each);
      expect(address === null || address.address1.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
