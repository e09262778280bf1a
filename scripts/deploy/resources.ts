import { readFileSync, writeFileSync } from 'node:fs';
import type { Steps } from './steps.ts';
import { type Environment, NO_DATABASE, refuse } from './wrangler.ts';

/** Longer than the retention of an account: the Worker itself deletes what it no longer needs. */
const EXPIRE_DAYS = '400';

/** Parses the JSON list in what wrangler prints, which may have a banner before it. */
const listIn = <Row>(printed: string): Row[] => JSON.parse(printed.slice(printed.indexOf('[')));

function databaseId(steps: Steps, name: string): string | null {
  const all = listIn<{ name: string; uuid: string }>(steps.read(['d1', 'list', '--json']) ?? '[]');
  return all.find((each) => each.name === name)?.uuid ?? null;
}

/** Writes the id of a database into wrangler.toml, and changes nothing else there. */
function writeDatabaseId({ config, database }: Environment, id: string): void {
  const text = readFileSync(config, 'utf8');
  const place = `database_name = "${database.name}"\ndatabase_id = "`;
  const at = text.indexOf(place);
  if (at < 0) refuse(`${config} has no database_id below database_name = "${database.name}": write ${id} there`);
  const from = at + place.length;
  writeFileSync(config, text.slice(0, from) + id + text.slice(text.indexOf('"', from)));
}

/**
 * Returns the id of the environment's database; null if it does not exist. Refuses if wrangler.toml names another one: the
 * Cloudflare account is another, or the database was deleted.
 */
export function findDatabase(steps: Steps, { database: { name, id } }: Environment): string | null {
  const found = databaseId(steps, name);
  if (id === NO_DATABASE || found === id) return found;
  const there = found === null ? 'does not exist' : `is ${found}`;
  return refuse(`wrangler.toml has the database ${id}, but ${name} of this Cloudflare account ${there}`);
}

/** Creates the database, unless it was found, and writes its id into wrangler.toml, unless it is there. */
export function ensureDatabase(steps: Steps, environment: Environment, found: string | null): void {
  const { name, id: written } = environment.database;
  if (found === null && steps.change(['d1', 'create', name]) === null) return;
  if (written !== NO_DATABASE) return;
  const id = found ?? databaseId(steps, name) ?? refuse(`The database ${name} was created, but is not listed`);
  steps.write(`the id of ${name} in wrangler.toml: ${id}`, () => writeDatabaseId(environment, id));
}

/** Creates the queues that are missing. Returns whether each has the consumer that a deployment attaches. */
export function ensureQueues(steps: Steps, { queues }: Environment): { consumed: boolean } {
  let consumed = true;
  for (const queue of queues) {
    const info = steps.read(['queues', 'info', queue], /does not exist/);
    if (info === null) steps.change(['queues', 'create', queue]);
    if (info === null || /Number of Consumers: 0\b/.test(info)) consumed = false;
  }
  return { consumed };
}

/** Creates the bucket, if it is missing, and the rule that deletes what inbound events leave there. */
export function ensureBucket(steps: Steps, { bucket }: Environment): void {
  const rules = steps.read(['r2', 'bucket', 'lifecycle', 'list', bucket], /\b10006\b|does not exist/);
  if (rules === null) steps.change(['r2', 'bucket', 'create', bucket]);
  if (rules !== null && /^name:\s+inbound$/m.test(rules)) return;
  const rule = ['inbound', 'inbound/', '--expire-days', EXPIRE_DAYS, '--force'];
  steps.change(['r2', 'bucket', 'lifecycle', 'add', bucket, ...rule]);
}

/** Returns the names of the Worker's secrets; null if it is not deployed. */
export function deployedSecrets(steps: Steps, { name }: Environment): string[] | null {
  const printed = steps.read(['secret', 'list', '--env', name], /^.*Worker ".*not found/m);
  return printed === null ? null : listIn<{ name: string }>(printed).map((each) => each.name);
}
