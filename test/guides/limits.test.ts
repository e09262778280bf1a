import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The rows of the tables: the limited subject, and the cited code. */
const rows = read('docs/limits.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (what|platform|---|\[)/.test(line))
  .map((line) => line.slice(2).split(' | '))
  .map(([what = '', , source = '']) => ({ what, source }));

/** Returns the cited code that is not in its file. */
function missing(source: string): string[] {
  return source.split('; ').flatMap((part) => {
    const [, lines = '', file = ''] = /^(.+) in `([^`]+)`/.exec(part) ?? [];
    if (file === '') return [`no file in «${part}»`];
    return [...lines.matchAll(/`([^`]+)`/g)].flatMap(([, line = '']) => (read(file).includes(line) ? [] : [line]));
  });
}

test('every limit names the code that sets it', () => {
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.map(({ what, source }) => [what, missing(source)]).filter(([, gone]) => gone?.length !== 0)).toEqual([]);
});
