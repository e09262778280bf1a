import { expect, test } from 'vitest';
import { checkAddressParts } from '../../../src/domain/addresses/check-italian-address';
import { findStreets } from '../../../src/domain/addresses/find-streets';
import { parseAddress } from '../../../src/domain/addresses/parse-address';
import { readItalianAddress } from '../../../src/domain/addresses/read-italian-address';
import { tokenize } from '../../../src/domain/addresses/tokens';
import { loadTowns } from '../../../src/domain/addresses/towns/load-towns';
import type { TownDirectory } from '../../../src/domain/addresses/towns/town-directory';

const PIECES = [
  'a',
  '1',
  ' ',
  '.',
  ',',
  '-',
  '/',
  "'",
  '\n',
  'km ',
  'km1',
  '1 / ',
  '12-',
  'n. ',
  'v.',
  'via ',
  'via Roma ',
  'via Roma 12 ',
  'loc. ',
  'SS 16 ',
  '20121 ',
  '123 ',
  '123 Monte ',
  'San ',
  'Monte ',
  'prov. ',
  'scala ',
  'scala B ',
  'c/o ',
  'citofono Rossi ',
  'MI ',
  'cap ',
  'à',
  '\u0301',
  '🙂',
  'ß',
  '(',
  'sn',
  's.n.',
  'senza ',
  'casella ',
];

/** A text of a length, made of a repeated piece. */
const repeated = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Counts the look-ups: each searches the data once. */
async function countingDirectory(): Promise<{ directory: TownDirectory; count: () => number }> {
  const towns = await loadTowns();
  let count = 0;
  const counted =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      count += 1;
      return call(...args);
    };
  const directory = {
    ...towns,
    findZip: counted(towns.findZip),
    provincesOfTown: counted((keys: readonly string[]) => {
      count += keys.length;
      return towns.provincesOfTown(keys);
    }),
    provincesNamed: counted(towns.provincesNamed),
  };
  return { directory, count: () => count };
}

// Quadratic time in 400,000 characters would be minutes.
test.each(PIECES)('splitting a long text of %j takes linear time', (piece) => {
  findStreets(tokenize(repeated(piece, 400_000)));
  findStreets(tokenize(`${repeated(piece, 400_000)}x`));
});

test('a text or an address of any length takes few look-ups', async () => {
  for (const piece of PIECES) {
    for (const text of [repeated(piece, 4_096), repeated(piece, 300), `via Roma 12 ${repeated(piece, 300)} 20121`]) {
      const { directory, count } = await countingDirectory();
      parseAddress(text, directory);
      checkAddressParts(
        { address1: text, address2: text, zip: text, city: text, province: text, phone: text },
        directory,
      );
      expect(count(), piece).toBeLessThan(150);
    }
  }
});

test('a town with many parts takes few look-ups', async () => {
  const { directory, count } = await countingDirectory();
  checkAddressParts({ city: Array.from({ length: 1_000 }, (_, part) => `a${part}`).join('-') }, directory);
  expect(count()).toBeLessThan(150);
});

test("a text that is longer than WhatsApp's longest is no address", async () => {
  expect(await readItalianAddress(`Via Roma 12, 20121 Milano MI${' '.repeat(4_068)}`)).not.toBe(null);
  expect(await readItalianAddress(`Via Roma 12, 20121 Milano MI${' '.repeat(4_069)}`)).toBe(null);
});
