import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../bench/support/report.ts';

const ROOT = join(import.meta.dirname, '../..');
const BLOCK = /(<!-- result: ([a-z-]+) -->\n)[^]*?(<!-- end -->)/g;

type Result = {
  at: string;
  machine: { commit: string; cores: number; cpu?: string; node?: string; workerd?: string };
  rows: Row[];
};

const isNumber = (cell: string | number | undefined): boolean => /^[\d.,]+$/.test(String(cell));

/** Returns a result as a Markdown table, followed by a line with the date, machine and commit of the measurement. */
function blockOf({ at, machine, rows }: Result): string {
  const names = Object.keys(rows[0] ?? {});
  const line = (cells: (string | number | undefined)[]) => `| ${cells.join(' | ')} |`;
  const rule = names.map((name) => (rows.every((row) => isNumber(row[name])) ? '---:' : '---'));
  const body = rows.map((row) => line(names.map((name) => row[name])));
  const { cores, cpu, node, workerd } = machine;
  const runtime = [cpu, node && `Node ${node}`, workerd && `workerd ${workerd}`].filter(Boolean);
  const where = [`${at.slice(0, 10)}, commit ${machine.commit}`, `${cores} cores`, ...runtime].join(', ');
  return [line(names), line(rule), ...body, '', `Measured ${where}.`, ''].join('\n');
}

/** Replaces each block `<!-- result: NAME -->` with the table of bench/results/NAME.json. */
export const fillBlocks = (text: string): string =>
  text.replace(BLOCK, (_, head: string, name: string, end: string) => {
    const result: Result = JSON.parse(readFileSync(join(ROOT, 'bench/results', `${name}.json`), 'utf8'));
    return `${head}${blockOf(result)}${end}`;
  });

/** Returns the Markdown files of the project, by their paths from its root. */
export const documentsOf = (): string[] => [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  'flows/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
