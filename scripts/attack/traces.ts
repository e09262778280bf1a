import { readFileSync } from 'node:fs';
import type { World } from '../local/world.ts';
import type { Tally } from './family.ts';
import type { Possessions, Tenant } from './tenant.ts';

/** Returns the API's view of a victim's rows, to be compared after the attacks. */
export async function snapshot(victim: Tenant, has: Possessions): Promise<Record<string, string>> {
  const paths = [
    '/v1/account',
    '/v1/stores',
    '/v1/channels',
    '/v1/keys',
    `/v1/requests/${has.request}`,
    `/v1/orders/${has.order}`,
    `/v1/pushes/${has.push}`,
    `/v1/users/${encodeURIComponent(victim.userKey)}`,
  ];
  // Each call moves the last use of its key.
  const stable = (text: string) => text.replaceAll(/"last_used_at":("[^"]*"|null)/g, '');
  const texts: Record<string, string> = {};
  for (const path of paths) texts[path] = stable((await victim.as('GET', path)).text);
  return texts;
}

/** Checks that the victim's rows are unchanged and that no log line contains a secret. */
export async function checkTraces(
  tally: Tally,
  world: World,
  {
    victim,
    has,
    before,
    tenants,
  }: { victim: Tenant; has: Possessions; before: Record<string, string>; tenants: Tenant[] },
): Promise<void> {
  const after = await snapshot(victim, has);
  for (const [path, text] of Object.entries(before)) {
    tally.count(`the victim's ${path}`, after[path] === text ? null : `it is now ${after[path]?.slice(0, 200)}`);
  }
  // The development server logs each path by itself; only the Worker's own lines count.
  const log = readFileSync(world.logFile, 'utf8').replaceAll(/^\[wrangler:.*$/gm, '');
  const hidden = tenants.flatMap(({ name, secrets, customer }) => [
    ...secrets.map((secret, i) => [`${name}, secret ${i + 1}`, secret] as const),
    [`${name}, the customer's phone`, customer] as const,
  ]);
  for (const [what, secret] of [...hidden, ['ADMIN_TOKEN', world.adminToken] as const]) {
    const at = log.indexOf(secret);
    tally.count(`the log: ${what}`, at < 0 ? null : `found in ${log.slice(Math.max(0, at - 80), at)}…`);
  }
  for (const form of [/aisac_[\w-]{32}/, /whsec_[\w+/]{20}/, /shpat_[\w-]{20}/, /Failed query/]) {
    const found = form.exec(log)?.[0];
    tally.count(`the log: ${form.source}`, found === undefined ? null : `${found.slice(0, 12)}…`);
  }
  const calls = log.split('\n').filter((line) => line.includes('"event":"call"'));
  const untraced = calls.filter((line) => !/"trace_id":"[0-9a-f-]{36}"/.test(line)).length;
  const isTraced = calls.length > 100 && untraced === 0;
  tally.count(
    'every call logs a line with its trace id',
    isTraced ? null : `${calls.length} lines, ${untraced} without`,
  );
}
