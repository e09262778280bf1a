import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCOPES } from '../../src/domain/keys/scopes.ts';
import { ERROR_TITLES } from '../../src/shared/errors/app-error.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const openapi: { paths: Record<string, unknown> } = JSON.parse(read('docs/openapi.json'));
const [api, flows] = [read('docs/spec/api.md'), read('docs/spec/flows.md')];

/** Error codes that only the forms of the profile page return. */
const OF_PAGES = ['form_refused', 'form_unreadable'];

test('the specification lists every error code once', () => {
  const rows = [...api.matchAll(/^\| [\d, ]+ \| (.+) \|$/gm)].map(([, codes = '']) => codes);
  const listed = rows.flatMap((codes) => [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code));
  const known = Object.keys(ERROR_TITLES).filter((code) => !OF_PAGES.includes(code));
  expect(listed.toSorted()).toEqual(known.toSorted());
});

test('the specification lists every scope', () => {
  const [, row = ''] = /^\| scopes \| (.+) \|$/m.exec(api) ?? [];
  expect([...row.matchAll(/`([a-z]+:[a-z]+)`/g)].map(([, scope]) => scope)).toEqual([...SCOPES]);
});

test('the specification lists every prefix of an id', () => {
  const [, row = ''] = /^\| ids \| .+ Prefixes: (.+)\. \|$/m.exec(api) ?? [];
  const [, type = ''] = /export type IdPrefix =([^;]+);/.exec(read('src/shared/crypto/ids.ts')) ?? [];
  const prefixes = [...type.matchAll(/'([a-z]{3})'/g)].map(([, prefix]) => prefix);
  expect(prefixes.length).toBeGreaterThan(15);
  expect(new Set([...row.matchAll(/`([a-z]{3})`/g)].map(([, prefix]) => prefix))).toEqual(new Set(prefixes));
});

test('the specification names every resource of the API', () => {
  const subjects = Object.keys(openapi.paths).map((path) => path.replace(/^\/(v1|admin)\//, '').split('/')[0] ?? '');
  expect([...new Set(subjects)].filter((subject) => !api.includes(subject))).toEqual([]);
});

test('the specification describes every kind of step', () => {
  const folder = 'src/domain/flows/steps';
  const folders = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const kinds = folders.map(
    ({ name }) => /do: z\.literal\('([a-z_]+)'\)/.exec(read(`${folder}/${name}/schema.ts`))?.[1] ?? name,
  );
  expect(kinds.length).toBeGreaterThan(10);
  expect(kinds.filter((kind) => !flows.includes(`| \`${kind}\` |`))).toEqual([]);
});
