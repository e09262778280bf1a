import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../local/world.ts';
import type { Possessions, Tenant } from './arena.ts';
import type { Tally } from './family.ts';

/** What a victim has, to be compared with what is left of it after all attacks. */
export async function pictureOf(victim: Tenant, has: Possessions): Promise<Record<string, string>> {
  const paths = [
    '/v1/account',
    '/v1/stores',
    '/v1/channels',
    '/v1/keys',
    `/v1/requests/${has.requestId}`,
    `/v1/orders/${has.orderId}`,
    `/v1/pushes/${has.push}`,
    `/v1/users/${encodeURIComponent(victim.userKey)}`,
  ];
  // When a key was last used moves with every call that looks.
  const still = (text: string) => text.replaceAll(/"last_used_at":("[^"]*"|null)/g, '');
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, still((await victim.as('GET', path)).text)] as const)),
  );
}

/** What all the attacks left behind: nothing of the victim's has changed, and no log line tells a secret. */
export async function readTraces(
  tally: Tally,
  {
    victim,
    has,
    before,
    world,
    tenants,
  }: {
    victim: Tenant;
    has: Possessions;
    before: Record<string, string>;
    world: World;
    tenants: Tenant[];
  },
): Promise<void> {
  const after = await pictureOf(victim, has);
  for (const [path, text] of Object.entries(before)) {
    tally.count(`the victim's ${path}`, after[path] === text ? null : `it is now ${after[path]?.slice(0, 200)}`);
  }
  // The development server writes each path by itself; what counts is what the Worker writes.
  const log = readFileSync(join(world.folder, 'worker.log'), 'utf8').replaceAll(/^\[wrangler:.*$/gm, '');
  const hidden: [string, string][] = tenants.flatMap(({ name, secrets, customer }) => [
    ...secrets.map((secret, i): [string, string] => [`${name}, secret ${i + 1}`, secret]),
    [`${name}, the customer's phone`, customer],
  ]);
  for (const [what, secret] of [...hidden, ['ADMIN_TOKEN', world.adminToken] as [string, string]]) {
    const at = log.indexOf(secret);
    tally.count(`the log: ${what}`, at < 0 ? null : `it stands in ${log.slice(Math.max(0, at - 80), at)}…`);
  }
  for (const form of [/aisac_[\w-]{32}/, /whsec_[\w+/]{20}/, /shpat_[\w-]{20}/, /Failed query/]) {
    const found = form.exec(log)?.[0];
    tally.count(`the log: ${form.source}`, found === undefined ? null : `${found.slice(0, 12)}…`);
  }
  const calls = log.split('\n').filter((line) => line.includes('"event":"call"'));
  const untraced = calls.filter((line) => !/"trace_id":"[0-9a-f-]{36}"/.test(line)).length;
  tally.count(
    'every call has its line and its trace id',
    calls.length > 100 && untraced === 0 ? null : `${calls.length} lines, ${untraced} without`,
  );
}
