import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { OPERATIONS, type Operation } from './growth/operations.ts';
import { idle, type Side, startSide } from './growth/side.ts';
import { percentile } from './support/load.ts';
import { type Row as Line, report } from './support/report.ts';

/*
 * The same operations on databases that differ in nothing but their size: what they ask of D1 must stay what it is, and so
 * must their CPU time, within a tenth. A customer has 20 runs in each. Rows and round trips are exact; the rounds of the
 * sizes take turns, so that what else the machine does hits all of them alike.
 */
const SIZES = (process.env.SIZES ?? '1000,100000,1000000').split(',').map(Number);
const TOLERANCE = 1.1;
const ROUNDS = 5;
/** What the clock makes to be too slow is looked at again, so often at most. */
const MOST_ROUNDS = Number(process.env.MOST_ROUNDS ?? 25);
/** A round goes on until the clock, which has ticks of 10 ms, tells enough. */
const ROUND_MS = 250;
const MOST_PLAYS = 8;
/** The queue may cut what comes in one second into two batches: the whole one counts. */
const TRIES = 3;

const COUNTS = ['d1_round_trips', 'd1_statements', 'd1_rows_read', 'd1_rows_written'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

const median = (values: number[]): number => percentile(values, 0.5);

/** What one play asks of D1, by the meter; rows of what else happens to come at the time are none, as nothing else does. */
async function countsOf(side: Side, operation: Operation, play: number): Promise<Counts> {
  await operation.prepare?.(side, play);
  await idle(side);
  const before = await side.meter();
  await operation.play(side, play);
  await idle(side);
  const after = await side.meter();
  const difference = COUNTS.map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / operation.times]);
  return Object.fromEntries(difference) as Counts;
}

/** CPU time of one operation in ms, of so many plays, and what a caller saw. */
async function costOf(side: Side, operation: Operation, plays: number[]): Promise<{ cpu: number; seen: number }> {
  for (const play of plays) await operation.prepare?.(side, play);
  await idle(side);
  const before = side.cpuMs();
  const times: number[] = [];
  for (const play of plays) times.push(...(await operation.play(side, play)));
  await idle(side);
  return { cpu: (side.cpuMs() - before) / (plays.length * operation.times), seen: median(times) };
}

type Row = { size: number; cpu_ms: number; ratio: number; seen_ms: number } & Counts;

async function measure(sides: Side[], operation: Operation): Promise<{ rows: Row[]; rounds: number }> {
  let play = 0;
  // What is asked for the first time is not in any cache; a second time it is.
  await Promise.all(sides.map((side) => countsOf(side, operation, 0)));
  const counts: Counts[] = [];
  for (const side of sides) {
    const tries: Counts[] = [];
    for (play = 1; play <= TRIES; play += 1) tries.push(await countsOf(side, operation, play));
    counts.push(tries.toSorted((a, b) => a.d1_round_trips - b.d1_round_trips)[0] as Counts);
  }
  const [first] = sides;
  assert.ok(first);
  const trial = await costOf(first, operation, [play]);
  for (const side of sides.slice(1)) await costOf(side, operation, [play]);
  play += 1;
  const plays = Math.min(Math.ceil(ROUND_MS / Math.max(trial.cpu * operation.times, 1)), MOST_PLAYS);
  const costs: { cpu: number; seen: number }[][] = [];
  const ratioOf = (i: number) => median(costs.map((round) => (round[i]?.cpu ?? 0) / (round[0]?.cpu || 1)));
  const isFlat = () => sides.every((_, i) => ratioOf(i) <= TOLERANCE);
  while (costs.length < Math.min(ROUNDS, MOST_ROUNDS) || (costs.length < MOST_ROUNDS && !isFlat())) {
    const round: { cpu: number; seen: number }[] = [];
    const numbers = Array.from({ length: plays }, (_, i) => play + i);
    play += plays;
    for (const side of sides) round.push(await costOf(side, operation, numbers));
    costs.push(round);
  }
  const rows = counts.map((asked, i) => ({
    size: sides[i]?.size ?? 0,
    cpu_ms: median(costs.map((round) => round[i]?.cpu ?? 0)),
    ratio: ratioOf(i),
    seen_ms: median(costs.map((round) => round[i]?.seen ?? 0)),
    ...asked,
  }));
  return { rows, rounds: costs.length };
}

type Result = { rows: Row[]; rounds: number; grown: string[] };

/** Members that grow by more than a tenth. */
function grown([first, ...rest]: Row[]): string[] {
  if (!first) return [];
  const isMore = (name: keyof Counts) => rest.some((row) => row[name] > first[name] * TOLERANCE);
  return [...COUNTS.filter(isMore), ...(rest.some(({ ratio }) => ratio > TOLERANCE) ? ['cpu_ms'] : [])];
}

const shown = (value: number): string => String(Number(value.toFixed(2))).padStart(8);

/** As the counts are equal at all sizes, or the operation is told to grow, those of the first are shown. */
const rowOf = ([operation, { rows, grown: more }]: [string, Result]): Line => ({
  operation,
  'rows read': Number((rows[0]?.d1_rows_read ?? 0).toFixed(2)),
  'round trips': Number((rows[0]?.d1_round_trips ?? 0).toFixed(2)),
  ...Object.fromEntries(rows.slice(1).map(({ size, ratio }) => [`CPU at ${size}`, ratio.toFixed(2)])),
  grows: more.join(', '),
});

const merchant = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200).end('{}'));
});
await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
const merchantUrl = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/updateObject`;
const started = Date.now();
const sides: Side[] = [];
try {
  for (const size of SIZES) sides.push(await startSide(size, merchantUrl));
  console.log(`${'of one operation'.padEnd(30)}   trips    rows  written   CPU ms    ratio  seen ms`);
  const results: Record<string, Result> = {};
  for (const operation of OPERATIONS.filter(({ name }) => name.includes(process.env.ONLY ?? ''))) {
    const { rows, rounds } = await measure(sides, operation);
    const more = grown(rows);
    results[operation.name] = { rows, rounds, grown: more };
    if (more.length > 0) process.exitCode = 1;
    console.log(`${operation.name}${more.length > 0 ? `: GROWS in ${more.join(', ')}` : ''} (${rounds} rounds)`);
    for (const row of rows) {
      const counts = [row.d1_round_trips, row.d1_rows_read, row.d1_rows_written];
      const line = [...counts, row.cpu_ms, row.ratio, row.seen_ms].map(shown).join(' ');
      console.log(`${String(row.size).padStart(29)} ${line}`);
    }
  }
  report('growth', Object.entries(results).map(rowOf), {
    took_s: Math.round((Date.now() - started) / 1_000),
    results,
  });
} finally {
  await Promise.all(sides.map(({ worker }) => worker.stop()));
  merchant.close();
}
