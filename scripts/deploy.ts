import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unstable_readConfig } from 'wrangler';

/*
 * `npm run deploy -- --env staging|production [arguments of wrangler deploy]`. Refuses to deploy without an environment (the
 * top level of wrangler.toml is for local development), without a database, and before the migrations are applied.
 */
const ROOT = join(import.meta.dirname, '..');
const CONFIG = join(ROOT, 'wrangler.toml');
const NO_DATABASE = '00000000-0000-0000-0000-000000000000';

const options = { env: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
const { values } = parseArgs({ options, strict: false });
const { env: environment, 'dry-run': dry } = values;

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}

function wrangler(args: string[], stdio: 'inherit' | 'pipe'): { status: number | null; printed: string } {
  const command = [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...args];
  // With `inherit`, stdout is null, although its type excludes null.
  const ended: { status: number | null; stdout: string | null } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    stdio: ['inherit', stdio, 'inherit'],
    encoding: 'utf8',
  });
  return { status: ended.status, printed: ended.stdout ?? '' };
}

const { definedEnvironments = [] } = unstable_readConfig({ config: CONFIG });
if (typeof environment !== 'string' || !definedEnvironments.includes(environment)) {
  refuse(`Say where: npm run deploy -- --env ${definedEnvironments.join('|')}`);
}
if (!dry) {
  const { d1_databases }: { d1_databases: { database_id?: string }[] } = unstable_readConfig({
    config: CONFIG,
    env: environment,
  });
  if (d1_databases.some(({ database_id }) => database_id === NO_DATABASE)) {
    refuse(`${environment} has no database yet: put its id into wrangler.toml (docs/deployment.md, step 1)`);
  }
  const { status, printed } = wrangler(['d1', 'migrations', 'list', 'DB', '--remote', '--env', environment], 'pipe');
  if (status !== 0 || !printed.includes('No migrations to apply')) {
    console.error(printed);
    refuse(`The schema goes first: npx wrangler d1 migrations apply DB --remote --env ${environment}`);
  }
}
process.exitCode = wrangler(['deploy', ...process.argv.slice(2)], 'inherit').status ?? 1;
