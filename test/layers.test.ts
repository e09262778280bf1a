import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });

/** The layers that each layer may import; `type` allows type imports only. */
const ALLOWED: Record<string, Record<string, 'any' | 'type'>> = {
  index: {
    app: 'any',
    http: 'any',
    runtime: 'any',
    composition: 'any',
    domain: 'any',
    clients: 'type',
    db: 'type',
    shared: 'any',
  },
  app: { parts: 'any', http: 'any' },
  parts: { http: 'any', pages: 'any' },
  composition: { db: 'any', clients: 'any', shared: 'any', domain: 'type' },
  client: { http: 'type' },
  pages: { http: 'any', domain: 'any', shared: 'any', db: 'type' },
  http: { domain: 'any', shared: 'any', composition: 'any', db: 'type' },
  runtime: { domain: 'any', shared: 'any', composition: 'any', clients: 'type' },
  domain: { shared: 'any', db: 'type', clients: 'type' },
  db: { shared: 'any' },
  clients: { shared: 'any', db: 'type' },
  shared: {},
};
const PLATFORM = ['hono', '@hono/zod-openapi', 'drizzle-orm', 'cloudflare:workers'];

type Import = { from: string; to: string; typeOnly: boolean };

const layerOf = (path: string): string => path.replace('../src/', '').split(/[/.]/)[0] ?? '';

function importsOf(path: string, source: string): Import[] {
  const ahead = source.matchAll(/^(?:import|export)( type)?[^;'"]*?from '([^']+)'/gm);
  const atFirstUse = source.matchAll(/\bimport\(()'([^']+)'\)/g);
  return [...ahead, ...atFirstUse].map(([, type, to = '']) => ({
    from: path,
    to: to.startsWith('.') ? new URL(to, `file:///src/${path.replace('../src/', '')}`).pathname.slice(4) : to,
    typeOnly: type === ' type',
  }));
}

const imports = Object.entries(sources).flatMap(([path, source]) => importsOf(path, source));

test('the imports of every layer are found', () => {
  expect(imports.length).toBeGreaterThan(200);
  const ours = imports.filter(({ to }) => to.startsWith('/'));
  expect(ours.length).toBeGreaterThan(200);
  expect(ours.filter(({ to }) => !(layerOf(`../src${to}`) in ALLOWED))).toEqual([]);
});

test('layers import each other in one direction only', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    if (!to.startsWith('/')) return false;
    const [layer, target] = [layerOf(from), to.split('/')[1] ?? ''];
    const allowed = layer === target ? 'any' : ALLOWED[layer]?.[target];
    return allowed === undefined || (allowed === 'type' && !typeOnly);
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('domain and shared import no platform, no HTTP and no SQL', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      ['domain', 'shared'].includes(layerOf(from)) && PLATFORM.some((name) => to === name || to.startsWith(`${name}/`)),
  );
  expect(wrong).toEqual([]);
  const speaksHttp = Object.entries(sources).filter(
    ([path, source]) => layerOf(path) === 'domain' && /\b(new )?(Request|Response)\(/.test(source),
  );
  expect(speaksHttp.map(([path]) => path)).toEqual([]);
});
