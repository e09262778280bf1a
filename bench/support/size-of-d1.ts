import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Size = { fileBytes: number; freeBytes: number; objects: { table: string; name: string; bytes: number }[] };

const fileOf = (persistTo: string): string => {
  const [file] = readdirSync(join(persistTo, 'd1'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.sqlite') && basename(name) !== 'metadata.sqlite',
  );
  if (!file) throw new Error(`no D1 under ${persistTo}`);
  return join(persistTo, 'd1', file);
};

/** Reads the sizes of the file, its free pages and each table and index from SQLite's dbstat, in a copy of the local D1. */
export function sizeOfD1(persistTo: string): Size {
  const file = fileOf(persistTo);
  const folder = mkdtempSync(join(tmpdir(), 'aisac-size-'));
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `copy.sqlite${end}`));
  const db = new DatabaseSync(join(folder, 'copy.sqlite'));
  try {
    const pragma = (name: string): number => Number(Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0]);
    const objects = db
      .prepare(
        `select coalesce(m.tbl_name, s.name) as "table", s.name as name, sum(s.pgsize) as bytes
         from dbstat s left join sqlite_schema m on m.name = s.name group by s.name`,
      )
      .all() as Size['objects'];
    const page = pragma('page_size');
    return { fileBytes: page * pragma('page_count'), freeBytes: page * pragma('freelist_count'), objects };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}
