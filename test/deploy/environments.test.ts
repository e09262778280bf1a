import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { runWrangler } from '../support/node/run-wrangler.ts';

const { measured } = JSON.parse(readFileSync(join(import.meta.dirname, '../../bench/results/bundle.json'), 'utf8'));
const CONFIG = join(import.meta.dirname, '../../wrangler.toml');
const ENVIRONMENTS = ['staging', 'production'] as const;
/** The platform takes 3 MiB (free) and 10 MiB (paid); a third of the lesser, so that a library that bloats it is seen. */
const MOST_GZIP_BYTES = 1024 * 1024;
/** So much may the bundle differ from its last measure: then `npm run bench:bundle && npm run docs:benchmarks`. */
const MEASURE_TOLERANCE = 0.02;
/** What an environment has of its own. */
const OWN = ['name', 'targetEnvironment', 'configPath', 'userConfigPath', 'route', 'routes', 'workers_dev'];

/** What is read here of wrangler's own type, which its package does not bring. */
type Config = {
  name: string;
  definedEnvironments: string[];
  d1_databases: { database_name: string }[];
  r2_buckets: { bucket_name: string }[];
  workflows: { name: string }[];
  queues: { producers: { queue: string }[]; consumers: { queue: string; dead_letter_queue?: string }[] };
  ratelimits: { namespace_id: string }[];
};

const read = (env?: string): Config => unstable_readConfig({ config: CONFIG, ...(env ? { env } : {}) });

/** The configuration without names and ids: `inbound-dead-staging` reads as `inbound-dead`. */
function withoutNames(config: Config, environment?: string): Record<string, any> {
  const kept = Object.entries(config).filter(([key]) => !OWN.includes(key));
  const text = JSON.stringify(Object.fromEntries(kept), (key, value) =>
    key === 'database_id' || key === 'namespace_id' ? 'its own' : value,
  );
  return JSON.parse(environment ? text.replaceAll(`-${environment}"`, '"') : text);
}

/** Every name or id of something that holds state or counts. */
function resourcesOf(config: Config): string[] {
  return [
    config.name,
    ...config.d1_databases.map(({ database_name }) => `d1 ${database_name}`),
    ...config.r2_buckets.map(({ bucket_name }) => `r2 ${bucket_name}`),
    ...config.workflows.map(({ name }) => `workflow ${name}`),
    ...config.queues.consumers.map(({ queue }) => `queue ${queue}`),
    ...config.ratelimits.map(({ namespace_id }) => `rate limit ${namespace_id}`),
  ];
}

test.each(ENVIRONMENTS)(
  '%s has the bindings, vars, flags, queues and crons with which the tests run',
  (environment) => {
    const [top, own] = [withoutNames(read()), withoutNames(read(environment), environment)];
    expect(own).toEqual(top);
    expect(own.d1_databases).toHaveLength(1);
    expect(own.queues.consumers).toHaveLength(4);
    expect(own.triggers.crons).toEqual(['* * * * *']);
  },
);

test('there is no environment that nobody holds to the others', () => {
  expect(read().definedEnvironments).toEqual([...ENVIRONMENTS]);
});

test('no environment shares a database, bucket, queue, workflow or counter with another', () => {
  const all = [read(), ...ENVIRONMENTS.map((environment) => read(environment))].flatMap(resourcesOf);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
});

test('every queue that is written to or that takes dead letters has a consumer', () => {
  for (const environment of ENVIRONMENTS) {
    const { producers, consumers } = read(environment).queues;
    const consumed = consumers.map(({ queue }) => queue);
    const needed = [...producers.map(({ queue }) => queue), ...consumers.map((each) => each.dead_letter_queue)];
    expect(consumed).toEqual(expect.arrayContaining(needed.filter((queue) => queue !== undefined)));
  }
});

test.each(ENVIRONMENTS)('%s can be deployed: it bundles, is small enough and lacks no binding', async (environment) => {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-dry-run-'));
  const printed = await runWrangler(['deploy', '--dry-run', '--env', environment, '--outdir', folder]);
  const bundle = gzipSync(readFileSync(join(folder, 'index.js')));
  rmSync(folder, { recursive: true });
  expect(bundle.length).toBeGreaterThan(100 * 1024);
  expect(bundle.length).toBeLessThan(MOST_GZIP_BYTES);
  expect(Math.abs(bundle.length / measured.gzip - 1), 'npm run bench:bundle').toBeLessThan(MEASURE_TOLERANCE);

  const bound = [...printed.matchAll(/^env\.(\w+)/gm)].map(([, name = '']) => name).sort();
  const types = readFileSync(join(import.meta.dirname, '../../worker-configuration.d.ts'), 'utf8');
  const [, members = ''] = /interface __BaseEnv_Env \{(.*?)\n\}/s.exec(types) ?? [];
  const needed = [...members.matchAll(/^\t(\w+):/gm)].map(([, name = '']) => name).sort();
  expect(bound).toEqual(needed);
  expect(bound.length).toBeGreaterThan(10);
  expect(printed).not.toMatch(/warning/i);
});
