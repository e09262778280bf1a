import { describe, expect, test } from 'vitest';
import type { AddressIssue } from '../../../src/domain/addresses/address-issues';
import type { AddressParts } from '../../../src/domain/addresses/address-parts';
import { checkItalianAddress } from '../../../src/domain/addresses/check-italian-address';

const MILAN: AddressParts = { address1: 'Via Roma 12', zip: '20121', city: 'Milano', province_code: 'MI' };
type Case = [why: string, change: AddressParts, result: 'ok' | 'ask' | 'error', issues: AddressIssue[]];

const check = async (change: AddressParts) => (await checkItalianAddress({ ...MILAN, ...change })).check;

describe.each<[rule: string, cases: Case[]]>([
  [
    'the form of the postal code',
    [
      ['five digits', { zip: '20121' }, 'ok', []],
      ['spaces around it', { zip: ' 20121 ' }, 'ok', []],
      ['the prefix of the country', { zip: 'I-20121' }, 'ok', []],
      ['the word CAP', { zip: 'CAP 20121' }, 'ok', []],
      ['four digits', { zip: '2121' }, 'error', ['cap_invalid']],
      ['six digits', { zip: '201211' }, 'error', ['cap_invalid']],
      ['a letter O', { zip: '2O121' }, 'error', ['cap_invalid']],
      ['words', { zip: 'boh' }, 'error', ['cap_invalid']],
      ['none', { zip: '' }, 'ask', ['cap_missing']],
      ['a lost zero', { zip: '9124', city: 'Cagliari', province_code: 'CA' }, 'ok', ['cap_zero_restored']],
      ['a lost digit that a zero makes one of Rieti', { zip: '2012' }, 'error', ['cap_invalid']],
    ],
  ],
  [
    'postal code and town',
    [
      ['an unknown code', { zip: '20999' }, 'ask', ['cap_unknown']],
      ['accents', { zip: '22063', city: 'Cantù', province_code: 'CO' }, 'ok', []],
      ['a missing accent', { zip: '22063', city: 'CANTU', province_code: 'CO' }, 'ok', []],
      ['an apostrophe for an accent', { zip: '22063', city: "Cantu'", province_code: 'CO' }, 'ok', []],
      ['a curly apostrophe', { zip: '67100', city: 'L’Aquila', province_code: 'AQ' }, 'ok', []],
      ['S. for San', { zip: '30027', city: 'S. Donà di Piave', province_code: 'VE' }, 'ok', []],
      ['S. for Sant’', { zip: '71037', city: 'Monte S.Angelo', province_code: 'FG' }, 'ok', []],
      ['a shorter name', { zip: '42121', city: 'Reggio Emilia', province_code: 'RE' }, 'ok', []],
      ['the Italian name', { zip: '39100', city: 'Bolzano', province_code: 'BZ' }, 'ok', []],
      ['the German name', { zip: '39100', city: 'Bozen', province_code: 'BZ' }, 'ok', []],
      ['both names with /', { zip: '39042', city: 'Bressanone/Brixen', province_code: 'BZ' }, 'ok', []],
      ['both names with -', { zip: '39042', city: 'Brixen - Bressanone', province_code: 'BZ' }, 'ok', []],
      ['San Remo', { zip: '18038', city: 'San Remo', province_code: 'IM' }, 'ok', []],
      ['the French name', { zip: '11100', city: 'Aoste', province_code: 'AO' }, 'ok', []],
      ['one part of a merged town', { zip: '87064', city: 'Rossano', province_code: 'CS' }, 'ok', []],
      [
        'a hamlet with its town',
        { zip: '20090', city: 'Vimodrone, Milano', province_code: 'MI' },
        'ok',
        ['town_not_in_cap'],
      ],
      ['another town of the province', { city: 'Rozzano' }, 'ok', ['town_not_in_cap']],
      ['a hamlet', { zip: '30172', city: 'Mestre', province_code: 'VE' }, 'ok', ['town_unknown']],
      ['a former town', { zip: '32038', city: 'Quero', province_code: 'BL' }, 'ok', ['town_unknown']],
      ['a town elsewhere', { city: 'Palermo' }, 'ask', ['town_in_other_province']],
      ['no town', { city: '' }, 'ask', ['town_missing']],
    ],
  ],
  [
    'the province',
    [
      ['by its name', { province_code: '', province: 'Milano' }, 'ok', []],
      ['in lower case', { province_code: 'mi' }, 'ok', []],
      ['another one', { province_code: 'NA' }, 'ask', ['province_mismatch']],
      ['no province at all', { province_code: 'ZZ' }, 'ask', ['province_mismatch']],
      ['by its main town', { zip: '11100', city: 'Aosta', province_code: '', province: 'Aosta' }, 'ok', []],
      ['Sardinia today', { zip: '09016', city: 'Iglesias', province_code: 'CI' }, 'ok', []],
      ['Sardinia until 2025', { zip: '09016', city: 'Iglesias', province_code: 'SU' }, 'ok', []],
      ['Sardinia until 2025, north', { zip: '07026', city: 'Olbia', province_code: 'SS' }, 'ok', []],
      ['the former code of Pesaro', { zip: '61121', city: 'Pesaro', province_code: 'PS' }, 'ok', []],
    ],
  ],
  [
    'a code of a whole city',
    [
      ['Milan', { zip: '20100' }, 'ask', ['generic_cap']],
      ['Rome', { zip: '00100', city: 'Roma', province_code: 'RM' }, 'ask', ['generic_cap']],
      ['Turin', { zip: '10100', city: 'Torino', province_code: 'TO' }, 'ask', ['generic_cap']],
      ['a town with one code', { zip: '59100', city: 'Prato', province_code: 'PO' }, 'ok', []],
    ],
  ],
  [
    'a number that is missing',
    [
      ['a street alone', { address1: 'Via Roma' }, 'ask', ['number_missing']],
      ['a date as the name', { address1: 'Via 25 Aprile' }, 'ask', ['number_missing']],
      ['a road number', { address1: 'SS 16' }, 'ask', ['number_missing']],
      ['only a staircase', { address1: 'Via Roma', address2: 'scala 2' }, 'ask', ['number_missing']],
      ['an industrial estate', { address1: 'Zona Industriale' }, 'ask', ['number_missing']],
      ['a lot of an estate', { address1: 'Zona Industriale', address2: 'lotto 5' }, 'ok', []],
      ['a number before the street', { address1: '12 Via Roma' }, 'ok', []],
      ['no street', { address1: '' }, 'ask', ['street_missing']],
      ['SNC', { address1: 'Via Roma SNC' }, 'ok', []],
      ['s.n.', { address1: 'Via Roma s.n.' }, 'ok', []],
      ['in words', { address1: 'Via Roma senza numero civico' }, 'ok', []],
      ['a distance', { address1: 'SS 16 Adriatica km 12,300' }, 'ok', []],
      ['località', { address1: 'Località Poggio' }, 'ok', []],
      ['frazione', { address1: 'Fraz. Pieve' }, 'ok', []],
      ['contrada', { address1: 'C.da Serra' }, 'ok', []],
      ['cascina', { address1: 'Cascina Nuova' }, 'ok', []],
      ['a hamlet in the second line', { address1: 'Via Roma', address2: 'Loc. Sambuceto' }, 'ok', []],
    ],
  ],
  [
    'the forms of a number',
    [
      '12',
      '12/A',
      '12 A',
      '12bis',
      '12 bis',
      '12 int. 7',
      '12/14',
      '12-14',
      'n. 12',
      'n°12',
      'nr 12',
      ', 12',
      'civico 12',
      '12 scala B interno 7',
    ].map((number): Case => [number, { address1: `Via Roma ${number}` }, 'ok', []]),
  ],
  [
    'the second line',
    [
      ['a number', { address1: 'Via Roma', address2: 'n. 12' }, 'ok', []],
      ['scala, interno, piano, citofono', { address2: 'scala B int. 7 piano 2 citofono Rossi' }, 'ok', []],
      ['c/o', { address2: 'c/o Bar Centrale' }, 'ok', []],
    ],
  ],
  [
    'a place that is no house',
    [
      ['a box', { address1: 'Casella Postale 12' }, 'ok', ['po_box']],
      ['fermoposta', { address1: 'Fermo Posta Milano Centrale' }, 'ok', ['po_box']],
      ['a box, abbreviated', { address1: 'CP 12' }, 'ok', ['po_box']],
      ['a box with dots', { address1: 'Via Roma 12', address2: 'C.P.12' }, 'ok', ['po_box']],
      ['P.O. Box', { address1: 'P.O. Box 12' }, 'ok', ['po_box']],
      ['a Packstation', { address1: 'Packstation 123' }, 'ok', ['po_box']],
      ['punto di ritiro', { address1: 'Via Roma 12', address2: 'punto di ritiro GLS' }, 'ok', ['po_box']],
      ['a street that begins like one', { address1: 'Via Fermo 12' }, 'ok', []],
      ['a locker', { address1: 'Via Roma 12', address2: 'InPost Locker MI1234' }, 'ok', ['po_box']],
    ],
  ],
  [
    'the phone',
    [
      ['dialable', { phone: '333 1234567' }, 'ok', []],
      ['with a country', { phone: '+393331234567' }, 'ok', []],
      ['none', { phone: '' }, 'ok', ['phone_missing']],
      ['null', { phone: null }, 'ok', ['phone_missing']],
      ['not dialable', { phone: 'chiamare' }, 'ok', ['phone_invalid']],
    ],
  ],
  [
    'places with customs or a surcharge',
    [
      ['San Marino', { zip: '47890', city: 'San Marino', province_code: 'SM' }, 'ok', ['special_territory']],
      ['the Vatican', { zip: '00120', city: 'Città del Vaticano', province_code: '' }, 'ok', ['special_territory']],
      ['Livigno', { zip: '23041', city: 'Livigno', province_code: 'SO' }, 'ok', ['special_territory']],
      [
        'a hamlet of Campione',
        { zip: '22061', city: 'Pugerna', province_code: 'CO' },
        'ok',
        ['town_unknown', 'special_territory'],
      ],
      ['Livigno, old', { zip: '23030', city: 'Livigno', province_code: 'SO' }, 'ok', ['special_territory']],
      ['a neighbour of Livigno', { zip: '23030', city: 'Valdisotto', province_code: 'SO' }, 'ok', []],
      ['Campione', { zip: '22061', city: "Campione d'Italia", province_code: 'CO' }, 'ok', ['special_territory']],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', async (_why, change, result, issues) => {
    expect(await check(change)).toEqual({ result, issues });
  });
});

test('the worst issue decides, and all are listed', async () => {
  expect(await check({ zip: '2121', address1: 'Via Roma', phone: '' })).toEqual({
    result: 'error',
    issues: ['cap_invalid', 'number_missing', 'phone_missing'],
  });
});

test('an empty province is filled in if it is the only possible one', async () => {
  const provinceOf = async (change: AddressParts) =>
    (await checkItalianAddress({ ...MILAN, province_code: null, ...change })).province_code;
  expect(await provinceOf({})).toBe('MI');
  expect(await provinceOf({ zip: '39100', city: 'Bozen' })).toBe('BZ');
  expect(await provinceOf({ zip: '', city: 'Castro' })).toBe(null);
  expect(await check({ province_code: null, zip: '', city: 'Castro' })).toEqual({
    result: 'ask',
    issues: ['cap_missing', 'province_missing'],
  });
});

test('a written province stays as it is, a name becomes its code', async () => {
  const provinceOf = async (change: AddressParts) => (await checkItalianAddress({ ...MILAN, ...change })).province_code;
  expect(await provinceOf({ province_code: 'NA' })).toBe('NA');
  expect(await provinceOf({ zip: '09016', city: 'Iglesias', province_code: 'SU' })).toBe('SU');
  expect(await provinceOf({ province_code: null, province: 'Milano' })).toBe('MI');
});

test('an address without members has all of its gaps', async () => {
  expect(await checkItalianAddress({})).toEqual({
    zip: null,
    province_code: null,
    country_code: 'IT',
    check: { result: 'ask', issues: ['cap_missing', 'town_missing', 'street_missing'] },
  });
});

test('San Marino and the Vatican are countries', async () => {
  const countryOf = async (zip: string, city: string) =>
    (await checkItalianAddress({ ...MILAN, zip, city })).country_code;
  expect(await countryOf('47899', 'Serravalle')).toBe('SM');
  expect(await countryOf('00120', 'Città del Vaticano')).toBe('VA');
  expect(await countryOf('00120', 'Roma')).toBe('IT');
});
