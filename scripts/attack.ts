import { attackKeys, attackTenancy, attackVerbs, badKeys } from './attack/access.ts';
import { newTenant, possessions } from './attack/arena.ts';
import { attackJson, attackSlowly, attackTime } from './attack/denial.ts';
import { type Family, runFamily } from './attack/family.ts';
import { attackCursors, attackIdempotency } from './attack/forged.ts';
import { attackLiquid, attackPages, attackSql } from './attack/injection.ts';
import { attackAssignment, attackBodies } from './attack/inputs.ts';
import { readApi } from './attack/operations.ts';
import { attackAddresses, attackRedirects } from './attack/ssrf.ts';
import { attackTiming } from './attack/timing.ts';
import { pictureOf, readTraces } from './attack/traces.ts';
import { attackCaches, attackLines, attackVerbOverride, attackWire } from './attack/transport.ts';
import { attackMeta, attackShopify } from './attack/webhooks.ts';
import { startWorld } from './local/world.ts';

/* Attacks the running Worker from outside, family by family, and fails when anything gives way. */
const world = await startWorld({ cronMs: 5_000 });
const families: Family[] = [];

/** Those named on the command line, or all. */
const chosen = process.argv.slice(2);

async function family(name: string, attack: Parameters<typeof runFamily>[1]): Promise<void> {
  if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) return;
  const started = Date.now();
  const done = await runFamily(name, attack);
  families.push(done);
  console.log(`${name}: ${done.held} of ${done.tried} held, ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  for (const what of done.broken) console.log(`  BROKEN ${what}`);
}

try {
  const { url } = world.worker();
  const [mine, theirs] = [await newTenant(world, 'Attaccante'), await newTenant(world, 'Vittima')];
  await mine.call('PUT', '/v1/flows/mine', { name: 'mine', steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  for (const tenant of [mine, theirs]) {
    await tenant.call('PUT', '/v1/flows/x', { name: tenant.name, steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  }
  const has = await possessions(theirs);
  const api = await readApi(url);
  const keys = await badKeys(mine, api.scopes);
  const { adminToken } = world;

  await family('keys and scopes', (tally) => attackKeys(tally, { api, mine, keys, adminToken }));
  await family('verbs', (tally) => attackVerbs(tally, api, mine));
  await family("another account's ids", (tally) => attackTenancy(tally, { api, mine, theirs, has }));
  await family('bodies', (tally) => attackBodies(tally, api, mine));
  await family('mass assignment', (tally) => attackAssignment(tally, api, mine));
  await family('forged cursors', (tally) => attackCursors(tally, api, mine, theirs));
  const before = await pictureOf(theirs, has);
  await family('forged idempotency', (tally) => attackIdempotency(tally, mine, theirs));
  await family('SQL', (tally) => attackSql(tally, api, mine, theirs));
  await family("Liquid in others' texts", (tally) => attackLiquid(tally, mine, world));
  await family('pages, pictures and files', (tally) => attackPages(tally, mine, theirs, has));
  await family('line breaks into headers', (tally) => attackLines(tally, mine, world));
  await family('caches and routers', (tally) => attackCaches(tally, api, mine, theirs, has));
  await family('verbs by a header', (tally) => attackVerbOverride(tally, mine));
  await family('broken HTTP', (tally) => attackWire(tally, mine));
  await family("Meta's webhook", (tally) => attackMeta(tally, mine, theirs));
  await family("Shopify's webhook", (tally) => attackShopify(tally, mine, theirs));
  await family('patterns, templates, long texts', (tally) => attackTime(tally, mine));
  await family('hostile JSON', (tally) => attackJson(tally, mine));
  await family('timing', (tally) => attackTiming(tally, mine, adminToken));
  await family('slow bodies', (tally) => attackSlowly(tally, mine));
  await family('redirects', (tally) => attackRedirects(tally, mine, world));
  await family('private addresses', (tally) => attackAddresses(tally, mine, world));
  await family('what is left behind', (tally) =>
    readTraces(tally, { victim: theirs, has, before, world, tenants: [mine, theirs] }),
  );
} finally {
  await world.stop();
}

console.log('\n| attack | tried | held | broken |\n| --- | ---: | ---: | ---: |');
for (const { name, tried, held, broken } of families) {
  console.log(`| ${name} | ${tried} | ${held} | ${broken.length} |`);
}
for (const { name, notes } of families) for (const note of notes) console.log(`${name}: ${note}`);
if (families.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
