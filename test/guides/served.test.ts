import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'aisac-guides-'));
execFileSync(process.execPath, ['scripts/build-guides.js', folder], { cwd: ROOT });
afterAll(() => rmSync(folder, { recursive: true }));

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const pages = ['it', 'en'].flatMap((language) =>
  readdirSync(join(folder, 'guides', language)).map((file) => `guides/${language}/${file}`),
);

test('each guide that a page of the profile links to is served in both languages', () => {
  const names = ['conversations', 'flows', 'shopify', 'whatsapp'];
  expect(pages.toSorted()).toEqual(['en', 'it'].flatMap((one) => names.map((name) => `guides/${one}/${name}.html`)));
});

test.each(pages)('%s leads only to pages that are served, and has its pictures', (path) => {
  const html = read(path);
  expect(html).toMatch(/<h1 id="[^"]+">/);
  const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link = '']) => link);
  const local = links.filter((link) => !link.startsWith('https://') && !link.startsWith('#'));
  const served = (link: string): boolean => {
    if (link === '/account/profile' || link === '/profile-icon.svg') return true;
    const [file = '', id] = link.split('#');
    const page = existsSync(join(folder, file)) ? file : `${file}.html`;
    return existsSync(join(folder, page)) && (id === undefined || read(page).includes(`id="${id}"`));
  };
  expect(local.filter((link) => !served(link))).toEqual([]);
  expect(
    links.filter((link) => link.startsWith('#')).filter((link) => !html.includes(`id="${link.slice(1)}"`)),
  ).toEqual([]);
});
