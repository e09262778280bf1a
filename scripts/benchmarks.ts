import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentsOf, fillBlocks } from './benchmarks/fill-blocks.ts';

/* Writes the tables of bench/results into the documents that have a block for them. */
for (const file of documentsOf()) {
  const path = join(import.meta.dirname, '..', file);
  const text = readFileSync(path, 'utf8');
  const filled = fillBlocks(text);
  if (filled === text) continue;
  writeFileSync(path, filled);
  console.log(`${file} has new numbers`);
}
