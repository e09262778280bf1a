import { expect, test } from 'vitest';
import { ITALIAN_TOWNS } from '../../../src/domain/addresses/towns/italian-towns';
import { loadTowns } from '../../../src/domain/addresses/towns/load-towns';
import { townKey } from '../../../src/domain/addresses/towns/town-key';

const sources = import.meta.glob<string>('../../../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

test('only a dynamic import reaches the data of towns', () => {
  const importing = Object.entries(sources).filter(([, source]) => /from '[^']*\/italian-towns'/.test(source));
  expect(importing.map(([path]) => path)).toEqual([]);
  const lazy = Object.entries(sources).filter(([, source]) => source.includes("import('./italian-towns')"));
  expect(lazy.map(([path]) => path)).toEqual(['../../../src/domain/addresses/towns/load-towns.ts']);
});

/** Each line, read in another way than the directory reads it. */
const records = ITALIAN_TOWNS.trim()
  .split('\n')
  .flatMap((line) => {
    const [, code = '', towns = ''] = /^([A-Z]{2}) [^:]+:(.*)$/.exec(line) ?? [];
    return towns.split(',').map((record) => {
      const [names = '', zips = ''] = record.split(/ (?=\d)(.*)/);
      return { code, names: names.split('/'), zips: zips.split(' ') };
    });
  });

test('every town is found by each of its names and each of its postal codes', async () => {
  const directory = await loadTowns();
  expect(records.length).toBe(7_894);
  const sampled = records.filter((_, at) => at % 20 === 0 || (records[at]?.names.length ?? 0) > 1);
  for (const { code, names, zips } of sampled) {
    for (const name of names) expect([...directory.provincesOfTown([townKey(name)])], name).toContain(code);
    for (const zip of zips) {
      const entry = directory.findZip(zip);
      expect(entry?.isGeneric, zip).toBe(false);
      const own = entry?.towns.find(
        ({ province, keys }) => province === code && keys.includes(townKey(names[0] ?? '')),
      );
      expect(own, `${zip} ${names[0]}`).toBeDefined();
    }
  }
});

test('a postal code has exactly its towns', async () => {
  const directory = await loadTowns();
  for (const zip of ['38010', '09010', '10010', '82010', '20121']) {
    const expected = records.filter(({ zips }) => zips.includes(zip)).map(({ names }) => townKey(names[0] ?? ''));
    expect(directory.findZip(zip)?.towns.map(({ keys }) => keys[0]?.split(' ')[0])).toEqual(
      expected.map((key) => key.split(' ')[0]),
    );
  }
});

test('no generic code of a city is the code of a town', async () => {
  const directory = await loadTowns();
  const cities = records.filter(({ zips }) => zips.length > 1);
  expect(cities.length).toBe(41);
  for (const { zips } of cities) expect(directory.findZip(`${zips[0]?.slice(0, 3)}00`)?.isGeneric).toBe(true);
  expect(directory.findZip('99900')).toBe(null);
});
