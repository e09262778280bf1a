import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from 'wrangler';

const ROOT = join(import.meta.dirname, '../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
const MAIN = 'index.js';
const METER = join(import.meta.dirname, 'metered-worker.js');

/** Maps the main module to its sources. */
type Bundle = { modules: Module[]; maps: Map<string, SourceMap> };
type Module = { type: 'ESModule' | 'Text'; path: string; contents: string };

const bundles = new Map<string, Bundle>();

/** Bundles a checkout's Worker as `wrangler deploy` does, the main module first. */
function bundle(root: string): Bundle {
  const known = bundles.get(root);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), 'aisac-bundle-'));
  const args = [WRANGLER, 'deploy', '--dry-run', '--outdir', folder];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0 || !existsSync(join(folder, MAIN))) throw new Error(`the Worker cannot be bundled:\n${stderr}`);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(js|css)$/.test(path));
  const modules = paths
    .toSorted((a, b) => Number(b === MAIN) - Number(a === MAIN))
    .map(
      (path): Module => ({
        type: path.endsWith('.js') ? 'ESModule' : 'Text',
        path,
        contents: readFileSync(join(folder, path), 'utf8'),
      }),
    );
  // wrangler leaves the source maps of the parts where they were built.
  const mapFiles = modules.map(({ path }) => ({
    path,
    file: [folder, join(root, 'dist/worker')].map((each) => join(each, `${path}.map`)).find((each) => existsSync(each)),
  }));
  const maps = new Map(
    mapFiles.flatMap(({ path, file }) =>
      file ? [[path, new SourceMap(JSON.parse(readFileSync(file, 'utf8')))] as const] : [],
    ),
  );
  const made = { modules, maps };
  bundles.set(root, made);
  return made;
}

async function migrate(db: Awaited<ReturnType<Miniflare['getD1Database']>>): Promise<void> {
  const tables = await db.prepare(`select 1 from sqlite_master where name = 'accounts'`).all();
  if (tables.results.length > 0) return;
  const folder = join(ROOT, 'migrations');
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.sql'))
    .sort()) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, name), 'utf8'));
    await db.batch(statements.map((statement) => db.prepare(statement)));
  }
}

/** Returns new secrets of a deployment. */
export const benchSecrets = () => ({
  ADMIN_TOKEN: randomUUID(),
  SECRETS_KEY: randomBytes(32).toString('base64'),
  META_VERIFY_TOKEN: randomUUID(),
});

export type DirectWorker = { url: URL; mf: Miniflare; stop(): Promise<void> };

/** Where a function stands in the built Worker. */
export type CodePlace = { url: string; lineNumber: number; columnNumber: number };

/** Returns the function that finds the source file of a place in a checkout's Worker; empty if it is not known. */
export function sourceFinder(root: string): (place: CodePlace) => string {
  const maps = [...bundle(root).maps];
  return ({ url, lineNumber, columnNumber }) => {
    const map = maps.find(([path]) => url.endsWith(path))?.[1];
    const entry = map?.findEntry(lineNumber, columnNumber);
    return entry && 'originalSource' in entry ? entry.originalSource : '';
  };
}

const optionsOf = (root: string) => unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml')).workerOptions;
const workerOptions = optionsOf(ROOT);
/** Calls are counted as in production, but a bench makes more of them with one key than the limit allows. */
const ratelimits = Object.fromEntries(
  Object.entries(workerOptions.ratelimits as Record<string, object>).map(([name, binding]) => [
    name,
    { ...binding, simple: { limit: 1_000_000_000, period: 60 } },
  ]),
);

async function start(options: object): Promise<DirectWorker> {
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      inspectorPort: 0,
      handleStructuredLogs: () => undefined,
      ...options,
    } as unknown as V4MiniflareOptions),
  );
  const url = await mf.ready;
  await migrate(await mf.getD1Database('DB'));
  return { url, mf, stop: () => mf.dispose() };
}

type DirectOptions = {
  consumes?: boolean;
  /** The checkout of the Worker; this one by default. */
  root?: string;
  /** The folder of its state, which otherwise ends with the Worker. */
  persistTo?: string;
  /** Wraps the Worker in the meter of metered-worker.js. */
  metered?: boolean;
  /** Which of its modules are missing. */
  without?: (path: string) => boolean;
  /** Receives each line that the Worker logs. */
  onLog?: (line: string) => void;
};

/**
 * Runs the bundled Worker in workerd with the bindings of its wrangler.toml and a D1 migrated by this checkout, without
 * the proxy of `wrangler dev`, which takes more time than the Worker itself. Without `consumes`, queues are not consumed.
 */
export function startDirectWorker(
  settings: Record<string, string>,
  { consumes = true, root = ROOT, persistTo, metered = false, without = () => false, onLog }: DirectOptions = {},
): Promise<DirectWorker> {
  const own = optionsOf(root);
  return start({
    ...own,
    ...(persistTo ? { resourcePersistencePath: persistTo } : {}),
    ...(consumes ? {} : { queueConsumers: {} }),
    modules: [
      ...(metered ? [{ type: 'ESModule', path: 'metered.js', contents: readFileSync(METER, 'utf8') }] : []),
      ...bundle(root).modules.filter(({ path }) => !without(path)),
    ],
    modulesRoot: undefined,
    // With assets, every local call goes through another Worker that looks for a file first; the floor has no assets.
    assets: undefined,
    ratelimits,
    bindings: { ...(own.bindings as object), ...settings },
    handleStructuredLogs: ({ message }: { message: string }) => onLog?.(message),
  });
}

/** Runs the floor, on a D1 of the same schema and with queues of the same settings. */
export function startFloor(settings: Record<string, string>, { consumes = true } = {}): Promise<DirectWorker> {
  const folder = join(import.meta.dirname, '../floor');
  const files = readdirSync(folder).sort((a) => (a === 'worker.js' ? -1 : 1));
  const { compatibilityDate, queueProducers, queueConsumers } = workerOptions;
  return start({
    modules: files.map((path) => ({ type: 'ESModule', path, contents: readFileSync(join(folder, path), 'utf8') })),
    compatibilityDate,
    bindings: settings,
    d1Databases: { DB: 'floor' },
    durableObjects: { RATE: { className: 'FloorRate', useSQLite: true } },
    queueProducers,
    queueConsumers: consumes ? queueConsumers : {},
    ratelimits,
  });
}
