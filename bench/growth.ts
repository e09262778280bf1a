import { startServer } from '../test/standins/server.ts';
import { OPERATIONS, type Operation } from './growth/operations.ts';
import { idle, type Side, startSide } from './growth/side.ts';
import { median } from './support/load.ts';
import { type Row as Line, report } from './support/report.ts';

/*
 * Measures the same operations on databases that differ only in size: rows, round trips and CPU time must not grow by more
 * than a tenth. Each customer has 20 runs. Rows and round trips are exact; the rounds of the sizes alternate, so that other
 * work of the machine affects all alike.
 */
const SIZES = (process.env.SIZES ?? '1000,100000,1000000').split(',').map(Number);
/** Measures only the operations with this in their name, and keeps them in a result of their own. */
const ONLY = process.env.ONLY ?? '';
const TOLERANCE = 1.1;
const ROUNDS = 5;
/** The maximum number of rounds for an operation that looks too slow. */
const MAX_ROUNDS = Number(process.env.MAX_ROUNDS ?? 25);
/** The minimum duration of a round: the CPU clock has ticks of 10 ms. */
const ROUND_MS = 250;
const MAX_PLAYS = 8;
/** A queue may split the messages of one second into two batches; only an attempt with one batch counts. */
const TRIES = 3;

const COUNTS = ['d1_round_trips', 'd1_statements', 'd1_rows_read', 'd1_rows_written'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/** Returns the metered D1 work of one operation, while nothing else runs. */
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

/** Returns the CPU time of one operation over these plays, in ms. */
async function cpuOf(side: Side, operation: Operation, plays: number[]): Promise<number> {
  for (const play of plays) await operation.prepare?.(side, play);
  await idle(side);
  const before = side.cpuMs();
  for (const play of plays) await operation.play(side, play);
  await idle(side);
  return (side.cpuMs() - before) / (plays.length * operation.times);
}

type Row = { size: number; cpu_ms: number; ratio: number } & Counts;

async function measure(sides: Side[], operation: Operation): Promise<{ rows: Row[]; rounds: number }> {
  let play = 0;
  // The first play fills the caches.
  await Promise.all(sides.map((side) => countsOf(side, operation, 0)));
  const counts: Counts[] = [];
  for (const side of sides) {
    const tries: Counts[] = [];
    for (play = 1; play <= TRIES; play += 1) tries.push(await countsOf(side, operation, play));
    counts.push(tries.toSorted((a, b) => a.d1_round_trips - b.d1_round_trips)[0] as Counts);
  }
  const trials: number[] = [];
  for (const side of sides) trials.push(await cpuOf(side, operation, [play]));
  play += 1;
  const plays = Math.min(Math.ceil(ROUND_MS / Math.max((trials[0] ?? 0) * operation.times, 1)), MAX_PLAYS);
  const rounds: number[][] = [];
  const ratioOf = (i: number) => median(rounds.map((cpu) => (cpu[i] ?? 0) / (cpu[0] || 1)));
  const isFlat = () => sides.every((_, i) => ratioOf(i) <= TOLERANCE);
  while (rounds.length < Math.min(ROUNDS, MAX_ROUNDS) || (rounds.length < MAX_ROUNDS && !isFlat())) {
    const numbers = Array.from({ length: plays }, (_, i) => play + i);
    play += plays;
    const round: number[] = [];
    for (const side of sides) round.push(await cpuOf(side, operation, numbers));
    rounds.push(round);
  }
  const rows = sides.map(({ size }, i) => ({
    size,
    cpu_ms: median(rounds.map((cpu) => cpu[i] ?? 0)),
    ratio: ratioOf(i),
    ...(counts[i] as Counts),
  }));
  return { rows, rounds: rounds.length };
}

type Result = { rows: Row[]; rounds: number; grown: string[] };

/** Returns the members that grow by more than a tenth. */
function grown([first, ...rest]: Row[]): string[] {
  if (!first) return [];
  const isMore = (name: keyof Counts) => rest.some((row) => row[name] > first[name] * TOLERANCE);
  return [...COUNTS.filter(isMore), ...(rest.some(({ ratio }) => ratio > TOLERANCE) ? ['cpu_ms'] : [])];
}

/** Shows the counts of the first size: those of the others are equal, or listed under `grows`. */
const rowOf = ([operation, { rows, grown: more }]: [string, Result]): Line => ({
  operation,
  'rows read': Number((rows[0]?.d1_rows_read ?? 0).toFixed(2)),
  'round trips': Number((rows[0]?.d1_round_trips ?? 0).toFixed(2)),
  ...Object.fromEntries(rows.slice(1).map(({ size, ratio }) => [`CPU at ${size}`, ratio.toFixed(2)])),
  grows: more.join(', '),
});

const merchant = await startServer(() => ({ json: {} }), {});
const started = Date.now();
const sides: Side[] = [];
try {
  for (const size of SIZES) sides.push(await startSide(size, merchant.url));
  const results: Record<string, Result> = {};
  for (const operation of OPERATIONS.filter(({ name }) => name.includes(ONLY))) {
    const { rows, rounds } = await measure(sides, operation);
    const more = grown(rows);
    results[operation.name] = { rows, rounds, grown: more };
    if (more.length > 0) process.exitCode = 1;
    console.log(`${operation.name}${more.length > 0 ? `: GROWS in ${more.join(', ')}` : ''} (${rounds} rounds)`);
  }
  report(ONLY ? `growth-${ONLY}` : 'growth', Object.entries(results).map(rowOf), {
    took_s: Math.round((Date.now() - started) / 1_000),
    results,
  });
} finally {
  await Promise.all(sides.map(({ worker }) => worker.stop()));
  await merchant.close();
}
