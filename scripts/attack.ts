import { type Row, report } from '../bench/support/report.ts';
import { attackKeys } from './attack/access.ts';
import { type Family, runFamily } from './attack/family.ts';
import { attackAssignment, attackCursors, attackLiquid, attackSql } from './attack/inputs.ts';
import { readApi } from './attack/operations.ts';
import { newTenant, possessions } from './attack/tenant.ts';
import { checkTraces, snapshot } from './attack/traces.ts';
import { attackHeaders, attackSlowly, attackWire } from './attack/transport.ts';
import { startWorld } from './local/world.ts';

/*
 * Attacks the running Worker from outside, family by family, over every operation of its OpenAPI document and on the wire.
 * Ends with 1 when an attack succeeds. Arguments choose the families whose names contain them.
 */
const chosen = process.argv.slice(2);
const families: Family[] = [];

async function family(name: string, attack: Parameters<typeof runFamily>[1]): Promise<void> {
  if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) return;
  const started = Date.now();
  const result = await runFamily(name, attack);
  families.push(result);
  const { tried, broken } = result;
  console.log(`${name}: ${tried - broken.length} of ${tried} held, ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  for (const what of broken) console.log(`  BROKEN ${what}`);
}

const world = await startWorld({ cronMs: 5_000 });
try {
  const own = await newTenant(world, 'Attaccante');
  const other = await newTenant(world, 'Vittima');
  const has = await possessions(other);
  const api = await readApi(own.url);
  await family('keys and scopes', (tally) => attackKeys(tally, api, own, world.adminToken));
  await family('mass assignment', (tally) => attackAssignment(tally, api, own));
  await family('forged cursors', (tally) => attackCursors(tally, api, own, other));
  const before = await snapshot(other, has);
  await family('SQL', (tally) => attackSql(tally, api, own, other));
  await family("Liquid in others' texts", (tally) => attackLiquid(tally, own));
  await family('headers and hosts', (tally) => attackHeaders(tally, own));
  await family('broken HTTP', (tally) => attackWire(tally, own));
  await family('slow bodies', (tally) => attackSlowly(tally, own));
  await family('traces of the attacks', (tally) =>
    checkTraces(tally, world, { victim: other, has, before, tenants: [own, other] }),
  );
} finally {
  await world.stop();
}

const rows = families.map(
  ({ name, tried, broken }): Row => ({
    attack: name,
    tried,
    held: tried - broken.length,
    broken: broken.length,
  }),
);
// A choice of families is no result to keep.
if (chosen.length === 0) report('attack', rows, {});
for (const { name, notes } of families) for (const note of notes) console.log(`${name}: ${note}`);
if (families.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
