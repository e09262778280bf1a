import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from 'wrangler';

const ROOT = join(import.meta.dirname, '../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** The Worker as `wrangler deploy` bundles it, or with its names kept. */
function bundle(keepNames: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-bundle-'));
  const args = [WRANGLER, 'deploy', '--dry-run', '--outdir', folder, ...(keepNames ? ['--no-minify'] : [])];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    encoding: 'utf8',
  });
  const file = join(folder, 'index.js');
  if (status !== 0 || !existsSync(file)) throw new Error(`the Worker cannot be bundled:\n${stderr}`);
  return readFileSync(file, 'utf8');
}

async function migrate(db: Awaited<ReturnType<Miniflare['getD1Database']>>): Promise<void> {
  const folder = join(ROOT, 'migrations');
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.sql'))
    .sort()) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, name), 'utf8'));
    await db.batch(statements.map((statement) => db.prepare(statement)));
  }
}

/** The secrets of a deployment that nobody else knows. */
export const benchSecrets = () => ({
  ADMIN_TOKEN: randomUUID(),
  SECRETS_KEY: randomBytes(32).toString('base64'),
  META_VERIFY_TOKEN: randomUUID(),
});

export type DirectWorker = { url: URL; mf: Miniflare; stop(): Promise<void> };

/**
 * Runs the bundled Worker in workerd with the bindings of wrangler.toml and an empty, migrated D1, without the proxy of
 * `wrangler dev`, which takes more time than the Worker itself.
 */
export async function startDirectWorker(settings: Record<string, string>, keepNames = false): Promise<DirectWorker> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, 'wrangler.toml'));
  const options = {
    ...workerOptions,
    modules: [{ type: 'ESModule', path: 'index.js', contents: bundle(keepNames) }],
    modulesRoot: undefined,
    bindings: { ...(workerOptions.bindings as object), ...settings },
    host: '127.0.0.1',
    port: 0,
    inspectorPort: 0,
    // What the Worker logs of each call is no result.
    handleStructuredLogs: () => undefined,
  } as unknown as V4MiniflareOptions;
  const mf = new Miniflare(convertV4MiniflareOptions(options));
  const url = await mf.ready;
  await migrate(await mf.getD1Database('DB'));
  return { url, mf, stop: () => mf.dispose() };
}

/** The floor, on a D1 of the same schema. */
export async function startFloor(settings: Record<string, string>): Promise<DirectWorker> {
  const contents = readFileSync(join(import.meta.dirname, 'floor-worker.js'), 'utf8');
  const options = {
    modules: [{ type: 'ESModule', path: 'floor.js', contents }],
    compatibilityDate: '2026-11-01',
    bindings: settings,
    d1Databases: { DB: 'floor' },
    workflows: { FLOOR_RUN: { name: 'floor-run', className: 'FloorRun' } },
    queueProducers: { QUEUE: 'floor' },
    queueConsumers: { floor: { maxBatchSize: 100, maxBatchTimeout: 1 } },
    host: '127.0.0.1',
    port: 0,
  } as unknown as V4MiniflareOptions;
  const mf = new Miniflare(convertV4MiniflareOptions(options));
  const url = await mf.ready;
  await migrate(await mf.getD1Database('DB'));
  return { url, mf, stop: () => mf.dispose() };
}
