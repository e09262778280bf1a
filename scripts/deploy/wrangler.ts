import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { unstable_readConfig } from 'wrangler';

export const ROOT = join(import.meta.dirname, '../..');
const BINARY = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** The part of an environment in wrangler.toml that its deployment needs. */
export type Environment = {
  name: string;
  worker: string;
  config: string;
  database: { name: string; id: string };
  queues: string[];
  bucket: string;
};

/** What is read of wrangler's configuration; wrangler does not export the type. */
type Config = {
  name?: string;
  d1_databases: { database_name?: string; database_id?: string }[];
  r2_buckets: { bucket_name?: string }[];
  queues: { consumers?: { queue: string }[] };
};

/** The id of a database in wrangler.toml that does not exist yet. */
export const NO_DATABASE = '00000000-0000-0000-0000-000000000000';

/** The reason why a deployment does not begin or go on, which is printed. */
export class Refusal extends Error {}

export function refuse(why: string): never {
  throw new Refusal(why);
}

/** Runs a deployment; prints why it was refused, and exits. */
export async function runOrExit(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Reads an environment of wrangler.toml. Refuses if there is no such environment; `usage` says how to name one. */
export function readEnvironment(name: unknown, { config, usage }: { config: string; usage: string }): Environment {
  const { definedEnvironments = [] } = unstable_readConfig({ config });
  if (typeof name !== 'string' || !definedEnvironments.includes(name)) {
    refuse(`Say where: ${usage} -- --env ${definedEnvironments.join('|')}`);
  }
  const read: Config = unstable_readConfig({ config, env: name });
  const [database] = read.d1_databases;
  const [bucket] = read.r2_buckets;
  return {
    name,
    worker: read.name ?? '',
    config,
    database: { name: database?.database_name ?? '', id: database?.database_id ?? NO_DATABASE },
    queues: (read.queues.consumers ?? []).map(({ queue }) => queue),
    bucket: bucket?.bucket_name ?? '',
  };
}

/** `printed` is empty if the output was shown instead. */
export type Ended = { status: number | null; printed: string };
/** Runs wrangler. With `quiet`, returns what it prints instead of showing it. */
export type RunWrangler = (args: string[], options?: { quiet?: boolean; input?: string }) => Ended;

/** Returns the wrangler of this project, for a configuration file. */
export const wranglerFor =
  (config: string): RunWrangler =>
  (args, { quiet = false, input } = {}) => {
    const output = quiet ? 'pipe' : 'inherit';
    // With `inherit`, stdout and stderr are null, although their types exclude null.
    const ended: { status: number | null; stdout: string | null; stderr: string | null } = spawnSync(
      process.execPath,
      [BINARY, ...args, '--config', config],
      { cwd: ROOT, input, stdio: [input === undefined ? 'inherit' : 'pipe', output, output], encoding: 'utf8' },
    );
    return { status: ended.status, printed: `${ended.stdout ?? ''}${ended.stderr ?? ''}` };
  };

/** Returns whether every migration is applied; `printed` says which are not, or why this is not known. */
export function migrationsApplied(run: RunWrangler, environment: string): { applied: boolean; printed: string } {
  const { status, printed } = run(['d1', 'migrations', 'list', 'DB', '--remote', '--env', environment], {
    quiet: true,
  });
  return { applied: status === 0 && printed.includes('No migrations to apply'), printed };
}
