import { setTimeout } from 'node:timers/promises';
import { deployedSecrets, ensureBucket, ensureDatabase, ensureQueues, findDatabase } from './resources.ts';
import { keepSecrets, readSecrets, SECRET_NAMES } from './secrets-file.ts';
import { type Steps, stepsOf } from './steps.ts';
import { type Environment, migrationsApplied, type RunWrangler, refuse } from './wrangler.ts';

const HEALTH_TRIES = 10;
const HEALTH_PAUSE_MS = 3_000;

type Deployment = {
  environment: Environment;
  run: RunWrangler;
  log: (text: string) => void;
  /** Where the secrets that are made here are kept. */
  secretsFile: string;
  /** Only reads. */
  isDry: boolean;
  /** The address of the Worker; by default the one that wrangler prints. */
  url: string | undefined;
};

/** Refuses to make a new SECRETS_KEY for a database whose values another one has encrypted. */
function checkSecretsKey({ environment, secretsFile }: Deployment, deployed: string[]): void {
  if (deployed.includes('SECRETS_KEY') || readSecrets(secretsFile).SECRETS_KEY !== undefined) return;
  refuse(
    `The database ${environment.database.name} exists, but the Worker has no SECRETS_KEY. Write the key that belongs to it into ${secretsFile} as SECRETS_KEY=…, or a new one if the database is empty`,
  );
}

/** Waits until the Worker answers: a new address and new secrets take some seconds. */
async function checkHealth(log: Deployment['log'], url: string): Promise<void> {
  log(`$ curl ${url}/healthz?deep=1`);
  for (let tries = 1; ; tries += 1) {
    const [status, body] = await fetch(`${url}/healthz?deep=1`)
      .then(async (response) => [response.status, await response.text()] as const)
      .catch((error: unknown) => [0, String(error)] as const);
    if (status === 200) return log(body);
    if (tries === HEALTH_TRIES) refuse(`The Worker answers ${status}: ${body}`);
    await setTimeout(HEALTH_PAUSE_MS);
  }
}

function report({ log, isDry, secretsFile }: Deployment, { done }: Steps, hasNewSecrets: boolean): void {
  if (done.length === 0) log('\nNothing is missing: nothing was changed.');
  else log(isDry ? '\nWithout --dry-run this is done:' : '\nThis was done:');
  for (const each of done) log(`- ${each}`);
  if (hasNewSecrets && !isDry)
    log(`\nThe secrets are in ${secretsFile}: keep them where no backup of the database is.`);
}

/**
 * Creates what an environment lacks (database, queues, bucket, secrets), writes the database's id into wrangler.toml, applies the
 * migrations, deploys, and checks the Worker. Each command is shown before it runs. May be repeated: what exists stays as it is,
 * so a run that was interrupted goes on. A later version is deployed by scripts/deploy.ts.
 */
export async function deployNew(deployment: Deployment): Promise<void> {
  const { environment, secretsFile, isDry, log } = deployment;
  const { name, worker } = environment;
  const steps = stepsOf(deployment);
  const deployed = deployedSecrets(steps, environment);
  const found = findDatabase(steps, environment);
  if (found !== null) checkSecretsKey(deployment, deployed ?? []);
  const lacking = SECRET_NAMES.filter((secret) => !deployed?.includes(secret));
  const kept = readSecrets(secretsFile);
  if (lacking.some((secret) => kept[secret] === undefined)) {
    // Before anything exists, so that a run that is interrupted leaves the key to the next one.
    steps.write(`${lacking.join(', ')} in ${secretsFile}`, () => keepSecrets(secretsFile, lacking));
  }

  ensureDatabase(steps, environment, found);
  const { consumed } = ensureQueues(steps, environment);
  ensureBucket(steps, environment);
  // A database that only a dry run has created cannot be asked.
  const applied = !(isDry && found === null) && migrationsApplied(steps.show, name).applied;
  if (!applied) steps.change(['d1', 'migrations', 'apply', 'DB', '--remote', '--env', name]);
  let { url = kept.WORKER_URL } = deployment;
  if (deployed === null || !consumed) {
    const printed = steps.change(['deploy', '--env', name]) ?? '';
    const address = /https?:\/\/[\w.-]+(:\d+)?/.exec(printed)?.[0];
    url = deployment.url ?? address ?? url;
    if (address !== undefined) keepSecrets(secretsFile, [], { WORKER_URL: address });
  }
  if (lacking.length > 0) {
    // By the standard input: arguments of a command can be seen by others.
    steps.change(['secret', 'bulk', '--env', name], () => JSON.stringify(keepSecrets(secretsFile, lacking)));
  }
  if (!isDry && url !== undefined) await checkHealth(log, url);
  if (!isDry && url === undefined) log(`The address of ${worker} is not known: check it with --url https://…`);
  report(deployment, steps, lacking.length > 0);
}
