import { startServer } from '../test/standins/server.ts';
import { operations, webhooks } from './operations/calls.ts';
import { consumers } from './operations/consumers.ts';
import { type Cost, costOf, type Measured } from './operations/measured.ts';
import { copyRows, insertRuns } from './operations/runs.ts';
import { SECRET, setUpAccount } from './support/account.ts';
import { benchSecrets, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { median } from './support/load.ts';
import { type MeasuredWorker, startMeasured } from './support/measured-worker.ts';
import { type Row, report } from './support/report.ts';

/*
 * Measures the CPU time of an operation and of a baseline that does only the unavoidable work, in the same runtime and run. It is the
 * CPU time of the runtime's process, which depends little on other work of the machine. `--only=<text>`
 * measures only operations whose name contains the text.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ONLY = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';

type Pair = { ours: MeasuredWorker; floor: MeasuredWorker };

const secrets = { ...benchSecrets(), ALLOW_PRIVATE_ENDPOINTS: 'true' };
const merchant = await startServer(() => ({ json: { ok: true } }), {});

async function startPair(consumes: boolean) {
  const ours = await startMeasured(() => startDirectWorker(secrets, { consumes }));
  const floor = await startMeasured(() => startFloor({ APP_SECRET: SECRET }, { consumes }));
  const account = await setUpAccount(ours.worker, secrets.ADMIN_TOKEN, { merchant: merchant.url });
  await insertRuns(ours.db, account);
  await copyRows(ours.db, floor.db);
  return { ours, floor, account };
}

const perSecond = (costs: Cost[]): number => Math.round(1_000 / median(costs.map(({ wallMs }) => wallMs)));

async function compare(measured: Measured, { ours, floor }: Pair) {
  const costs = { ours: [] as Cost[], floor: [] as Cost[] };
  // The first round warms up both sides.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = { floor: await costOf(measured, floor), ours: await costOf(measured, ours) };
    if (round === 0) continue;
    costs.floor.push(pair.floor);
    costs.ours.push(pair.ours);
  }
  const cpu = (side: Cost[]) => side.map(({ cpuMs }) => cpuMs);
  const ratios = costs.ours.map(({ cpuMs }, i) => cpuMs / (costs.floor[i]?.cpuMs ?? 1));
  return {
    name: measured.name,
    unit: measured.unit,
    target: measured.target,
    rounds: ROUNDS,
    count: measured.count,
    floor_cpu_ms: median(cpu(costs.floor)),
    ours_cpu_ms: median(cpu(costs.ours)),
    floor_per_second: perSecond(costs.floor),
    ours_per_second: perSecond(costs.ours),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

const rowOf = ({ name, unit, target, ...numbers }: Awaited<ReturnType<typeof compare>>): Row => ({
  operation: name,
  'floor, CPU ms': numbers.floor_cpu_ms.toFixed(3),
  'ours, CPU ms': numbers.ours_cpu_ms.toFixed(3),
  ratio: numbers.ratio.toFixed(2),
  spread: numbers.spread.map((ratio) => ratio.toFixed(2)).join('–'),
  target: target === null ? '' : `≤ ${target.toFixed(1)}`,
  'ours a second': `${numbers.ours_per_second} ${unit}`,
});

const results: Awaited<ReturnType<typeof compare>>[] = [];
try {
  for (const consumes of [true, false]) {
    const pair = await startPair(consumes);
    try {
      const all = consumes ? [...operations(pair.account), ...consumers(pair.account)] : webhooks(pair.account);
      for (const measured of all.filter(({ name }) => name.includes(ONLY))) {
        results.push(await compare(measured, pair));
      }
    } finally {
      await Promise.all([pair.ours.worker.stop(), pair.floor.worker.stop()]);
    }
  }
  report('operations', results.map(rowOf), results);
  const missed = results.filter(({ ratio, target }) => target !== null && ratio > target);
  for (const { name, target } of missed) console.log(`missed: ${name} is over ${target} times the floor`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  await merchant.close();
}
