import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from '../../scripts/local/markdown-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(import.meta.dirname, '../results');

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Describes the machine and versions of a measurement. */
const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory_gib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  workerd: versionOf('workerd'),
  wrangler: versionOf('wrangler'),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim(),
});

export type Row = Record<string, string | number>;

/** Prints a benchmark's table and, if it is kept, writes its numbers, the machine and the versions to bench/results. */
export function report(name: string, rows: Row[], measured: unknown, isKept = true): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => String(row[name])));
  console.log(`\n${markdownTable(names, cells, { align: 'left' })}\n`);
  if (!isKept) return;
  mkdirSync(RESULTS, { recursive: true });
  const result = { name, at: new Date().toISOString(), machine: machine(), rows, measured };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
