import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Outside the project, so that imports do not resolve to its node_modules. */
const FOREIGN = mkdtempSync(join(tmpdir(), 'aisac-foreign-'));
const PACKAGE = join(FOREIGN, 'node_modules/aisac-api');

const MAIN = `
import { aisac, type Client } from 'aisac-api/client';

const client: Client = aisac({ url: process.env.API ?? '', apiKey: 'key' });
const answer = await client.v1.createRequest.$post({ json: { flow: 'cod-confirmation', user_key: '+393331234567' } });
if (answer.status !== 201) throw new Error((await answer.json()).detail);
const created = await answer.json();
const id: string = created.request_id;
const status: 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled' = created.status;
const store = await client.v1.stores[':id'].$get({ param: { id: 'own' } });
console.log(JSON.stringify({ id, status, store: store.status }));
declare const process: { env: Record<string, string | undefined> };
`;

/** Each line after the first two is wrong in one way. */
const WRONG = `import { aisac } from 'aisac-api/client';
const client = aisac({ url: 'http://localhost', apiKey: 'key' });
await client.v1.createRequest.$post({ json: { flow: 1, user_key: '+393331234567' } });
await client.v1.createRequest.$post({ json: { user_key: '+393331234567' } });
await client.v1.getRequest.$get({ query: {} });
await client.v1.noSuchOperation.$get();
await client.v1.getRequest.$get({ query: { request_id: 'r' } }).then(async (answer) => answer.status === 200 && (await answer.json()).no_such_member);
aisac({ url: 'http://localhost' });
`;

/** Runs a command in the foreign project, with tsc's settings of scripts/check.ts. */
const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number | string; printed: string }>((resolve) => {
    const options = {
      cwd: FOREIGN,
      env: { ...process.env, GOMAXPROCS: '1', GOGC: '400', ...env },
      maxBuffer: 16 * 1024 * 1024,
    };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, printed: stdout + stderr }),
    );
  });

/** Compiles files of the foreign project to `out`, without skipLibCheck. */
const compile = (moduleResolution: string, ...files: string[]) => {
  const options = {
    strict: 'true',
    skipLibCheck: 'false',
    target: 'es2022',
    lib: 'es2022,dom,dom.iterable',
    types: '',
    module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution,
    outDir: 'out',
    singleThreaded: 'true',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags, ...files]);
};

/** A stand-in for the API: a POST returns a queued request, a GET returns 404. */
async function startApi() {
  const calls: { method?: string; url?: string; key: unknown; body: string }[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    calls.push({ method, url, key: headers['x-api-key'], body: await text(request) });
    response.writeHead(method === 'POST' ? 201 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ request_id: 'req_1', status: 'queued' }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}

describe('the package of the client in a foreign project', () => {
  beforeAll(async () => {
    const packed = await run('npm', ['pack', ROOT, '--pack-destination', FOREIGN]);
    expect(packed.code, packed.printed).toBe(0);
    const tarball = readdirSync(FOREIGN).find((name) => name.endsWith('.tgz')) ?? '';
    mkdirSync(PACKAGE, { recursive: true });
    const unpacked = await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', PACKAGE]);
    expect(unpacked.code, unpacked.printed).toBe(0);
    // The client depends only on hono.
    symlinkSync(join(ROOT, 'node_modules/hono'), join(FOREIGN, 'node_modules/hono'));
    writeFileSync(join(FOREIGN, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(FOREIGN, 'main.ts'), MAIN);
    writeFileSync(join(FOREIGN, 'wrong.ts'), WRONG);
  }, 300_000);

  afterAll(() => rmSync(FOREIGN, { recursive: true, force: true }));

  test('it contains only the client, its types and package files, and has no install script', () => {
    const files = readdirSync(PACKAGE, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual(['README.md', 'client.d.ts', 'client.js', 'package.json']);
    const { dependencies, scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
    expect(dependencies).toHaveProperty('hono');
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    const declarations = readFileSync(join(PACKAGE, 'dist/client/client.d.ts'), 'utf8');
    const imported = [...declarations.matchAll(/(?:from |import\()["']([^"']+)["']/g)].map(([, name = '']) => name);
    expect([...new Set(imported)].filter((name) => !name.startsWith('hono/'))).toEqual([]);
    expect(declarations).not.toMatch(/\bany\b|\bD1Database\b|\bEnv\b/);
  });

  test.each(['nodenext', 'bundler'])(
    'compiles, calls the API and refuses wrong types, resolved as %s',
    async (moduleResolution) => {
      const { code, printed } = await compile(moduleResolution, 'main.ts', 'wrong.ts');
      expect(code).not.toBe(0);
      const places = [...printed.matchAll(/^(\S+?)[:(](\d+)/gm)].map(([, file, line]) => `${file} ${line}`);
      expect([...new Set(places)], printed).toEqual([3, 4, 5, 6, 7, 8].map((line) => `wrong.ts ${line}`));

      const api = await startApi();
      const ran = await run(process.execPath, ['out/main.js'], { API: api.url });
      api.close();
      expect(ran.code, ran.printed).toBe(0);
      expect(JSON.parse(ran.printed)).toEqual({ id: 'req_1', status: 'queued', store: 404 });
      const body = { flow: 'cod-confirmation', user_key: '+393331234567' };
      expect(api.calls).toEqual([
        { method: 'POST', url: '/v1/createRequest', key: 'key', body: JSON.stringify(body) },
        { method: 'GET', url: '/v1/stores/own', key: 'key', body: '' },
      ]);
    },
  );
});
