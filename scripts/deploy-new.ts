import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deployNew } from './deploy/deploy-new.ts';
import { ROOT, readEnvironment, runOrExit, wranglerFor } from './deploy/wrangler.ts';

/*
 * `npm run deploy:new -- --env staging|production [--dry-run] [--url https://…]`. Creates what an environment lacks, deploys and
 * checks the Worker. With --dry-run only commands that read are run. `--url` is the Worker's address, if wrangler prints none.
 */
const options = {
  env: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  url: { type: 'string' },
} as const;
const { values } = parseArgs({ options });
const config = join(ROOT, 'wrangler.toml');

await runOrExit(async () => {
  const environment = readEnvironment(values.env, { config, usage: 'npm run deploy:new' });
  await deployNew({
    environment,
    run: wranglerFor(config),
    log: console.log,
    secretsFile: join(ROOT, `.deploy/${environment.name}.env`),
    isDry: values['dry-run'],
    url: values.url,
  });
});
