import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  migrationsApplied,
  NO_DATABASE,
  ROOT,
  readEnvironment,
  refuse,
  runOrExit,
  wranglerFor,
} from './deploy/wrangler.ts';

/*
 * `npm run deploy -- --env staging|production [arguments of wrangler deploy]`. Refuses to deploy without an environment (the
 * top level of wrangler.toml is for local development), without a database, and before the migrations are applied.
 */
const options = { env: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
const { values } = parseArgs({ options, strict: false });
const config = join(ROOT, 'wrangler.toml');

await runOrExit(() => {
  const { name, database } = readEnvironment(values.env, { config, usage: 'npm run deploy' });
  const run = wranglerFor(config);
  if (!values['dry-run']) {
    if (database.id === NO_DATABASE) refuse(`${name} has no database yet: npm run deploy:new -- --env ${name}`);
    const { applied, printed } = migrationsApplied(run, name);
    if (!applied) {
      refuse(`${printed}\nThe schema goes first: npx wrangler d1 migrations apply DB --remote --env ${name}`);
    }
  }
  process.exitCode = run(['deploy', ...process.argv.slice(2)]).status ?? 1;
});
