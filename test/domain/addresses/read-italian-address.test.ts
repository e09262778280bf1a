import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readItalianAddress } from '../../../src/domain/addresses/read-italian-address';
import { ITALIAN_TOWNS } from '../../../src/domain/addresses/towns/italian-towns';
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
    'a number before the street',
    [
      ['3 Via Roma, 40121 Bologna', 'Via Roma 3'],
      ['3/A, Via Roma, 40121 Bologna', 'Via Roma 3/A'],
      ['n. 3 Via Roma, 40121 Bologna', 'Via Roma n. 3'],
      ['Mario Rossi\n3 bis Via Roma\n40121 Bologna', 'Via Roma 3 bis'],
      ['ordine 3 Via Roma, 40121 Bologna', 'Via Roma'],
      ['Ordine n. 3, Via Roma 5, 40121 Bologna', 'Via Roma 5'],
    ].map(([text = '', address1 = '']) => [text, address1, null, '40121', 'Bologna', 'BO']),
  ],
  [
    'abbreviations of what is in the building',
    [
      ['int.5', 'int. 5'],
      ['int5', 'int 5'],
      ['int. n. 5', 'int. n. 5'],
      ['Interno: 5', 'Interno 5'],
      ['sc.B', 'sc. B'],
      ['sc.B p.2 int.5A', 'sc. B, p. 2, int. 5A'],
      ['3°piano', '3° piano'],
      ['p.t.', 'p.t.'],
    ].map(([detail = '', address2 = '']) => [
      `Via Roma 10/A ${detail}, 20121 Milano`,
      'Via Roma 10/A',
      address2,
      '20121',
      'Milano',
      'MI',
    ]),
  ],
  [
    'what is no known part of an address',
    [
      ['Via Roma 3, Ostia Lido, 00121 Roma', 'Ostia Lido'],
      ['Via Roma 3 Ostia Lido 00121 Roma', 'Ostia Lido'],
      ['Ostia Lido, Via Roma 3, 00121 Roma', 'Ostia Lido'],
      ['Via Roma 3, Ostia Lido (RM), 00121 Roma', 'Ostia Lido'],
      ['Via Roma 3, 00121 Roma, Fiumicino', 'Fiumicino'],
      ['Fiumicino\nVia Roma 3\n00121 Roma', 'Fiumicino'],
      ['Roma, Via Roma 3, Fiumicino, cap 00121', 'Fiumicino'],
      ['Via Roma 3, Piazza Brembana, 00121 Roma', 'Piazza Brembana'],
      ['Buongiorno, sono a Ostia Lido, Via Roma 3, 00121 Roma', 'Ostia Lido'],
      ['Hotel Bellavista\nVia Roma 3\n00121 Roma', 'Hotel Bellavista'],
      ['Mario Rossi\nOstia Lido\nVia Roma 3\n00121 Roma', 'Ostia Lido'],
      ['Via Roma 3, casa gialla, 00121 Roma', 'casa gialla'],
      ['Via Roma 3, ufficio, 00121 Roma', 'ufficio'],
      ['Via Roma 3, 00121 Roma, consegnare dopo le 18, grazie', 'dopo le 18'],
      ['Via Roma 3, codice 1234, 00121 Roma', 'codice 1234'],
    ].map(([text = '', address2 = '']) => [text, 'Via Roma 3', address2, '00121', 'Roma', 'RM']),
  ],
  [
    'what the courier does not need',
    [
      'Via Roma 3, 00121 Roma. Grazie, Mario Rossi',
      'Buongiorno, sono Mario Rossi, Via Roma 3, 00121 Roma',
      'Sig. Rossi, Via Roma 3, 00121 Roma',
      "No, l'indirizzo corretto è Via Roma 3, 00121 Roma",
      'Via Roma 3, 00121 Roma, tel. 06 1234',
      'Via Roma 3, 00121 Roma, 333/1234567, email mario@example.it',
      'ordine n. 1042, Via Roma 3, 00121 Roma',
      'Roma, Via Roma 3, 00121 Roma',
    ].map((text) => [text, 'Via Roma 3', null, '00121', 'Roma', 'RM']),
  ],
  [
    'forms',
    [
      'Indirizzo: Via Roma 3; CAP: 40121; Città: Bologna; Provincia: BO',
      'Indirizzo: Via Roma 3 CAP: 40121 Città: Bologna Provincia: BO',
      "L'indirizzo è: Via Roma 3, citta': Bologna, cap: 40121",
      'Provincia: Bologna\nComune: Bologna\nCAP: 40121\nIndirizzo: Via Roma 3\nGrazie mille',
      'Via: Roma\nNumero civico: 3\nCAP: 40121\nCittà: Bologna\nProv.: BO',
      'Indirizzo Via Roma 3\nCAP 40121\nCittà Bologna\nProvincia BO',
      'Nome: Mario Rossi\nPaese: Italia\nCittà: Bologna\nCAP: 40121\nVia e n. civico: Via Roma 3\nTelefono: 333 1234567',
    ].map((text) => [text, 'Via Roma 3', null, '40121', 'Bologna', 'BO']),
  ],
  [
    'more fields of a form',
    [
      [
        'nome: Hotel Bellavista; tel: 333 1234567 ore serali; via: roma 3; cap: 40121; città: bologna',
        'Via roma 3',
        'Hotel Bellavista, ore serali',
        '40121',
        'bologna',
        'BO',
      ],
      [
        'CAP: 40121; Città: Bologna; Località: Corticella; Indirizzo: Via Roma 3; Interno: 5; Note: suonare forte',
        'Via Roma 3',
        'località Corticella, Interno 5, suonare forte',
        '40121',
        'Bologna',
        'BO',
      ],
      ['Indirizzo: Cannaregio 1234; CAP: 30121; Città: Venezia', 'Cannaregio 1234', null, '30121', 'Venezia', 'VE'],
      [
        'Città di Castello\nVia: Corso Roma 3\nCAP: 06012\nCittà: Città di Castello',
        'Corso Roma 3',
        null,
        '06012',
        'Città di Castello',
        'PG',
      ],
    ],
  ],
  [
    'industrial estates',
    [
      ['Zona Industriale, 70026 Modugno BA', 'Zona Industriale'],
      ['Zona Industriale lotto 5, 70026 Modugno', 'Zona Industriale lotto 5'],
      ['Zona Industriale, lotto 5, 70026 Modugno', 'Zona Industriale lotto 5'],
      ['Z.I. Nord 12, 70026 Modugno', 'Z.I. Nord 12'],
      ['Via Roma 3, Zona Industriale lotto 5, 70026 Modugno', 'Via Roma 3', 'Zona Industriale lotto 5'],
    ].map(([text = '', address1 = '', address2 = null]) => [text, address1, address2, '70026', 'Modugno', 'BA']),
  ],
  [
    'places to pick up a parcel',
    [
      ['CP 12, 40121 Bologna', 'CP 12'],
      ['C.P. n. 12, 40121 Bologna', 'C.P. n. 12'],
      ['Fermoposta, 40121 Bologna', 'Fermoposta'],
      ['Mario Rossi\nFermo posta Centro\n40121 Bologna', 'Fermo posta Centro'],
      ['InPost Locker BOL01, 40121 Bologna', 'InPost Locker BOL01'],
      ['Locker InPost BOL01, Via Roma 3, 40121 Bologna', 'Via Roma 3', 'Locker InPost BOL01'],
      ['no locker, Via Roma 3, 40121 Bologna', 'Via Roma 3', 'no, locker'],
    ].map(([text = '', address1 = '', address2 = null]) => [text, address1, address2, '40121', 'Bologna', 'BO']),
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

const firstTowns = ITALIAN_TOWNS.trim()
  .split('\n')
  .map((line) => {
    const [, code = '', town = '', zip = ''] = /^(..) [^:]+:([^\d/,]+?)(?:\/[^\d,]*)? (\d{5})/.exec(line) ?? [];
    return { code, town, zip };
  });

test.each(firstTowns)('a postal code after the town and its province: $code', async ({ code, town, zip }) => {
  const expected = ['via roma 3', null, zip, town.toLowerCase(), code];
  expect(await read(`via roma 3 ${town} ${code} ${zip}`.toLowerCase())).toEqual(expected);
  expect(await read(`via roma 3, ${town} (${code}) ${zip}`.toLowerCase())).toEqual(expected);
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
  ['a form with another country', 'Indirizzo: Via Roma 3; CAP: 40121; Città: Bologna; Nazione: Svizzera'],
  ['a form that is negated', 'non è Indirizzo: Via Roma 3; CAP: 40121; Città: Bologna'],
  ['a locker that is negated', 'Il locker non va bene, Via Roma 12, 20121 Milano'],
  ['a question about a locker', 'Posso ritirare in un locker a 20121 Milano?'],
  ['a locker without a postal code', 'Locker Amazon Milano'],
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
