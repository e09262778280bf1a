import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES } from './sim/tables.ts';

/*
 * Simulates peak hours of orders and prints the capacity of each piece, the delays and the cost. `--check` compares the
 * tables with those of docs/scale.md, `--write` updates them there.
 */
const FILE = join(import.meta.dirname, '../docs/scale.md');
const [mode] = process.argv.slice(2);
const text = readFileSync(FILE, 'utf8');
let written = text;
for (const [name, make] of Object.entries(TABLES)) {
  const table = make();
  console.log(`${name}\n${table}\n`);
  const place = new RegExp(`(<!-- sim: ${name} -->\n)[^<]*(<!-- end -->)`);
  if (!place.test(written)) throw new Error(`docs/scale.md has no place for the table ${name}`);
  written = written.replace(place, (_, head: string, end: string) => `${head}${table}\n${end}`);
}
if (mode === '--write') writeFileSync(FILE, written);
if (mode === '--check' && written !== text) {
  console.error('docs/scale.md is out of date: npm run sim -- --write');
  process.exitCode = 1;
}
