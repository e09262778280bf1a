import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { bundleSizes } from '../support/node/bundle-sizes.ts';
import { runWrangler } from '../support/node/run-wrangler.ts';

const { measured } = JSON.parse(readFileSync(join(import.meta.dirname, '../../bench/results/bundle.json'), 'utf8'));
const CONFIG = join(import.meta.dirname, '../../wrangler.toml');
const ENVIRONMENTS = ['staging', 'production'] as const;
/** The budgets of what a webhook loads, and of everything, with the data of Italian towns (docs/addresses.md has its size). */
const MAX_START_GZIP_BYTES = 200 * 1024;
const MAX_GZIP_BYTES = 840 * 1024;
/** The allowed difference from the last measured size. Above it, run `npm run bench:bundle && npm run docs:benchmarks`. */
const MEASURE_TOLERANCE = 0.02;
/** Settings that differ between environments. */
const ENVIRONMENT_SETTINGS = [
  'name',
  'targetEnvironment',
  'configPath',
  'userConfigPath',
  'route',
  'routes',
  'workers_dev',
];

/** The part of wrangler's configuration that this test reads; wrangler does not export the type. */
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
  const kept = Object.entries(config).filter(([key]) => !ENVIRONMENT_SETTINGS.includes(key));
  const text = JSON.stringify(Object.fromEntries(kept), (key, value) =>
    key === 'database_id' || key === 'namespace_id' ? 'its own' : value,
  );
  return JSON.parse(environment ? text.replaceAll(`-${environment}"`, '"') : text);
}

/** Returns every name or id of a resource that stores state or counts. */
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

test.each(ENVIRONMENTS)('%s has the same bindings, vars, flags, queues and crons as the tests', (environment) => {
  const [top, own] = [withoutNames(read()), withoutNames(read(environment), environment)];
  expect(own).toEqual(top);
  expect(own.d1_databases).toHaveLength(1);
  expect(own.queues.consumers).toHaveLength(4);
  expect(own.triggers.crons).toEqual(['* * * * *']);
});

test('this test covers every environment of wrangler.toml', () => {
  expect(read().definedEnvironments).toEqual([...ENVIRONMENTS]);
});

test('no environment shares a database, bucket, queue, workflow or counter with another', () => {
  const all = [read(), ...ENVIRONMENTS.map((environment) => read(environment))].flatMap(resourcesOf);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
});

test('every queue that has a producer or receives dead letters has a consumer', () => {
  for (const environment of ENVIRONMENTS) {
    const { producers, consumers } = read(environment).queues;
    const consumed = consumers.map(({ queue }) => queue);
    const needed = [...producers.map(({ queue }) => queue), ...consumers.map((each) => each.dead_letter_queue)];
    expect(consumed).toEqual(expect.arrayContaining(needed.filter((queue) => queue !== undefined)));
  }
});

test.each(ENVIRONMENTS)('%s can be deployed: it bundles, is small enough and has all bindings', async (environment) => {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-dry-run-'));
  const printed = await runWrangler(['deploy', '--dry-run', '--env', environment, '--outdir', folder]);
  const { start, everything } = bundleSizes(folder);
  rmSync(folder, { recursive: true });
  expect(start.gzip).toBeGreaterThan(50 * 1024);
  expect(start.gzip).toBeLessThan(MAX_START_GZIP_BYTES);
  expect(everything.gzip).toBeLessThan(MAX_GZIP_BYTES);
  for (const [size, recorded] of [[start, measured.start] as const, [everything, measured.everything] as const]) {
    expect(Math.abs(size.gzip / recorded.gzip - 1), 'npm run bench:bundle').toBeLessThan(MEASURE_TOLERANCE);
  }

  const bound = [...printed.matchAll(/^env\.(\w+)/gm)].map(([, name = '']) => name).sort();
  const types = readFileSync(join(import.meta.dirname, '../../worker-configuration.d.ts'), 'utf8');
  const [, members = ''] = /interface __BaseEnv_Env \{(.*?)\n\}/s.exec(types) ?? [];
  const needed = [...members.matchAll(/^\t(\w+):/gm)].map(([, name = '']) => name).sort();
  expect(bound).toEqual(needed);
  expect(bound.length).toBeGreaterThan(10);
  expect(printed).not.toMatch(/warning/i);
});
