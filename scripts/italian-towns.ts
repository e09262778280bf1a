import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/* Writes src/domain/addresses/towns/italian-towns.ts from a package of npm: `node scripts/italian-towns.ts [version]`. */
const PACKAGE = `italian-cap-comuni-province@${process.argv[2] ?? '1.1.1'}`;
const TARGET = join(import.meta.dirname, '../src/domain/addresses/towns/italian-towns.ts');

type Row = {
  codice_istat: string;
  denominazione_ita: string;
  denominazione_altra: string;
  cap: string;
  sigla_provincia: string;
  denominazione_provincia: string;
};

function rowsOfPackage(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'italian-towns-'));
  try {
    execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder });
    execFileSync('tar', ['xzf', readdirSync(folder)[0] ?? ''], { cwd: folder });
    const data = join(folder, 'package/dist');
    const file = readdirSync(data).find((name) => name.startsWith('gi_comuni_cap'));
    return JSON.parse(readFileSync(join(data, file ?? ''), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function townText(rows: Row[]): string {
  const [{ denominazione_ita, denominazione_altra }] = rows as [Row];
  const names = [denominazione_ita, denominazione_altra].filter(Boolean).join('/');
  return `${names} ${rows.map(({ cap }) => cap).join(' ')}`;
}

const provinces = Object.entries(Object.groupBy(rowsOfPackage(), (row) => row.sigla_provincia)).sort(([a], [b]) =>
  a < b ? -1 : 1,
);
const lines = provinces.map(([code, rows = []]) => {
  const towns = Object.values(Object.groupBy(rows, (row) => row.codice_istat)).map((own = []) => townText(own));
  return `${code} ${rows[0]?.denominazione_provincia}:${towns.join(',')}`;
});
const data = `/**
 * A line for each province: code, name, and its municipalities with their postal codes. Names in two languages are separated by \`/\`.
 * Written by scripts/italian-towns.ts from npm ${PACKAGE} (MIT, Copyright (c) 2025 spritzcoder), which contains
 * gi_db_comuni of Garda Informatica (MIT).
 */
export const ITALIAN_TOWNS = \`
${lines.join('\n')}
\`;
`;
writeFileSync(TARGET, data);
console.log(
  `${data.length} characters, gzip ${gzipSync(data).length}, brotli ${brotliCompressSync(data).length} bytes`,
);
console.log(`sha256 ${createHash('sha256').update(data).digest('hex')}`);
