import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentsOf } from '../../scripts/benchmarks/fill-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test.each(documentsOf())('every name in %s is in the file that it cites', (document) => {
  const text = read(document);
  const cited = [...text.matchAll(/`([^`\n]+)` in `((?:src|test|scripts|bench)\/[\w./-]+\.\w+)`/g)];
  expect(cited.filter(([, code = '', path = '']) => !read(path).includes(code)).map(([whole]) => whole)).toEqual([]);
});

test('the architecture lists every folder of the domain, and no other', () => {
  const [, section = ''] = /## The folders of the domain\n(.+?)\n## /s.exec(read('docs/architecture.md')) ?? [];
  const listed = [...section.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, folder = '']) => folder),
  );
  const folders = readdirSync(join(ROOT, 'src/domain'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(new Set(listed.map((folder) => folder.split('/')[0]))).toEqual(new Set(folders.map(({ name }) => name)));
  const fixed = listed.filter((folder) => !folder.includes('<'));
  expect(fixed.filter((folder) => !existsSync(join(ROOT, 'src/domain', folder)))).toEqual([]);
});
