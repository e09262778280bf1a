import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../scripts/benchmarks/fill-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
const GUIDES = ['README.md', 'conversations.md', 'flows.md', 'merchant.md', 'shopify.md', 'whatsapp.md'];
/** The hosts that a guide may link to. */
const OTHERS = /(^|\.)(shopify\.com|shopify\.dev|facebook\.com|whatsapp\.com)$/;

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const documents = documentsOf();

type Link = { isPicture: boolean; text: string; target: string };
const linksOf = (file: string): Link[] =>
  [...read(file).matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, mark, text = '', target = '']) => ({
    isPicture: mark === '!',
    text,
    target,
  }));
const isOutside = (target: string): boolean => /^[a-z]+:/.test(target);

describe('every guide exists in both languages', () => {
  test.each(['en', 'it'])('%s has all of them', (language) => {
    expect(readdirSync(join(ROOT, 'docs', language)).sort()).toEqual(GUIDES);
  });

  test.each(GUIDES)('%s has the same structure in both languages', (guide) => {
    const [en, it] = ['en', 'it'].map((language) => {
      const file = `docs/${language}/${guide}`;
      const text = read(file);
      return {
        headings: [...text.matchAll(/^(#+) /gm)].map(([, level]) => level),
        code: [...text.matchAll(/^ *```(\w*)$/gm)].map(([, kind]) => kind),
        rows: [...text.matchAll(/^ *\|/gm)].length,
        links: linksOf(file).map(({ target }) => target.replace(`.${language}.png`, '.png')),
      };
    });
    expect(it).toEqual(en);
  });

  test.each(GUIDES.flatMap((guide) => [`docs/en/${guide}`, `docs/it/${guide}`]))(
    '%s says what its pictures show',
    (file) => {
      const language = file.split('/')[1];
      for (const { text, target } of linksOf(file).filter(({ isPicture }) => isPicture)) {
        expect(target).toMatch(new RegExp(`^\\.\\./pictures/[a-z-]+\\.${language}\\.png$`));
        expect(text.length).toBeGreaterThan(10);
      }
    },
  );
});

test.each(documents)('every link of %s has an existing target', (file) => {
  const gone = linksOf(file)
    .filter(({ isPicture, target }) => !isPicture && !isOutside(target) && !target.startsWith('#'))
    .map(({ target }) => join(ROOT, dirname(file), target.replace(/#.*$/, '')))
    .filter((path) => !existsSync(path));
  expect(gone.map((path) => relative(ROOT, path))).toEqual([]);
});

test('external links of guides lead only to Meta and Shopify, by https', () => {
  const outside = documents
    .filter((file) => /^docs\/(en|it)\//.test(file))
    .flatMap((file) => linksOf(file).map(({ target }) => target))
    .filter(isOutside);
  expect(outside.length).toBeGreaterThan(0);
  const strange = outside.filter((target) => !target.startsWith('https://') || !OTHERS.test(new URL(target).hostname));
  expect(strange).toEqual([]);
});

test.each([
  ['docs/examples/merchant-php/index.php', /\bphp -S 127\.0\.0\.1:8080 index\.php$/m],
  ['docs/examples/merchant-typescript/server.ts', /\bnode server\.ts$/m],
])('the guides start %s as its own first lines say', (example, line) => {
  expect(read(example)).toMatch(line);
  for (const language of ['en', 'it']) {
    const guide = `docs/${language}/merchant.md`;
    expect(read(guide)).toMatch(line);
    expect(linksOf(guide).map(({ target }) => join('docs', language, target))).toContain(example);
  }
});

test.each(documents)('every file that %s names exists', (file) => {
  const named = [...read(file).matchAll(/`((?:src|test|scripts|bench|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
