import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(import.meta.dirname, '../results');

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;

/** The commit that is measured; unknown where there is no git. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** The machine and the versions that the numbers belong to. */
const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory_gib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  workerd: versionOf('workerd'),
  wrangler: versionOf('wrangler'),
  commit: commit(),
});

export type Row = Record<string, string | number>;

/** Returns rows as a Markdown table. */
export function tableOf(rows: Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const body = rows.map((row) => line(names.map((name) => String(row[name]))));
  return [line(names), line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/**
 * Prints a table and keeps it in bench/results with its numbers, the machine and the versions. `npm run docs:benchmarks`
 * writes the documents from there.
 */
export function report(name: string, rows: Row[], measured: unknown): void {
  console.log(`\n${tableOf(rows)}\n`);
  mkdirSync(RESULTS, { recursive: true });
  const result = { name, at: new Date().toISOString(), machine: machine(), rows, measured };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
