import { expect, test } from 'vitest';

const [security = '', attack = ''] = Object.values(
  import.meta.glob<string>(['../../docs/security.md', '../../scripts/attack.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
const tests = import.meta.glob<string>('../**/*.test.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
const sources = Object.keys(import.meta.glob('../../src/**/*.{ts,tsx}', { query: '?raw', import: 'default' }));

const rows = security
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (threat|---|\*\*)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, threat = '', mitigation = '', named = '']) => ({ threat, holder: mitigation, named }));

/** Returns the first file or test that a row names and that does not exist; null if all exist. */
function missing({ holder, named }: (typeof rows)[number]): string | null {
  const [, place = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(named) ?? [];
  const text = place === 'npm run attack' ? attack : tests[place.replace('test/', '../')];
  if (text === undefined) return `no ${place}`;
  const call = place === 'npm run attack' ? 'family' : '(?:test|describe)(?:\\.\\w+)?';
  const names = [...text.matchAll(new RegExp(`\\b${call}\\(\\s*(?:'([^']+)'|"([^"]+)")`, 'g'))];
  if (!names.some(([, single, double]) => (single ?? double) === name)) return `no test «${name}» in ${place}`;
  const files = [...holder.matchAll(/`(src\/[^`]+)`/g)].map(([, file = '']) => `../../${file}`);
  return files.find((file) => !sources.some((source) => source === file || source.startsWith(`${file}/`))) ?? null;
}

test('every threat names existing source files and an existing test', () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.map((row) => [row.threat, missing(row)]).filter(([, fault]) => fault !== null)).toEqual([]);
});
