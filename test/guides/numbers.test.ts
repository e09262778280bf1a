import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentsOf, fillBlocks } from '../../scripts/benchmarks/fill-blocks.ts';
import { TABLES } from '../../scripts/sim/tables.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const documents = documentsOf();

test.each(documents)('every result table in %s equals its result file', (file) => {
  expect(fillBlocks(read(file)), 'npm run docs:benchmarks').toBe(read(file));
});

test('every result file is shown in a document', () => {
  const shown = documents.flatMap((file) => [...read(file).matchAll(/<!-- result: ([a-z-]+) -->/g)]);
  const kept = readdirSync(join(ROOT, 'bench/results')).map((file) => file.replace('.json', ''));
  expect(new Set(shown.map(([, name]) => name))).toEqual(new Set(kept));
});

/** A bundle size in prose is not generated, so it would become outdated unnoticed. */
test.each(documents)('%s has no size of the bundle outside the tables', (file) => {
  const prose = read(file).replace(/<!-- result: [^]*?<!-- end -->/g, '');
  expect(prose).not.toMatch(/\d+ Ki?B gzip/);
});

/** The other tables take half a minute: `npm run sim -- --check`. */
test.each(['full', 'capacity', 'cost'])('the table %s of docs/scale.md equals the output of the simulation', (name) => {
  expect(read('docs/scale.md')).toContain(`<!-- sim: ${name} -->\n${TABLES[name]?.()}\n<!-- end -->`);
});

/** Before the page made the calls, the guides had 15 steps for WhatsApp and 9 for Shopify. */
test.each([
  ['whatsapp', 4],
  ['shopify', 3],
])('the guide to %s leaves at most %i steps to a person, and no command line', (guide, steps) => {
  for (const language of ['it', 'en']) {
    const text = read(`docs/${language}/${guide}.md`);
    expect(text.match(/^ *\d+\. /gm)).toHaveLength(steps);
    expect(text.replace(/^## (Lo stesso|The same)[^]*$/m, '')).not.toContain('curl');
  }
});
