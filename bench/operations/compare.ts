import { median } from '../support/load.ts';
import type { MeasuredWorker } from '../support/measured-worker.ts';
import type { Row } from '../support/report.ts';
import { type Cost, costOf, type Measured } from './measured.ts';

export type Pair = { ours: MeasuredWorker; floor: MeasuredWorker };
export type Comparison = Awaited<ReturnType<typeof compare>>;

const perSecond = (costs: Cost[]): number => Math.round(1_000 / median(costs.map(({ wallMs }) => wallMs)));

/** Measures an operation on both sides, round by round. */
export async function compare(measured: Measured, { ours, floor }: Pair, rounds: number) {
  const costs = { ours: [] as Cost[], floor: [] as Cost[] };
  // The first round warms up both sides.
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { floor: await costOf(measured, floor), ours: await costOf(measured, ours) };
    if (round === 0) continue;
    costs.floor.push(pair.floor);
    costs.ours.push(pair.ours);
  }
  const cpu = (side: Cost[]) => side.map(({ cpuMs }) => cpuMs);
  const client = (side: Cost[]) => median(side.map(({ clientMs }) => clientMs));
  const ratios = costs.ours.map(({ cpuMs }, i) => cpuMs / (costs.floor[i]?.cpuMs ?? 1));
  return {
    name: measured.name,
    unit: measured.unit,
    target: measured.target,
    rounds,
    count: measured.count,
    floor_cpu_ms: median(cpu(costs.floor)),
    ours_cpu_ms: median(cpu(costs.ours)),
    floor_client_ms: client(costs.floor),
    ours_client_ms: client(costs.ours),
    floor_per_second: perSecond(costs.floor),
    ours_per_second: perSecond(costs.ours),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** Returns the row of a comparison in a table. */
export const rowOf = ({ name, unit, target, ...numbers }: Comparison): Row => ({
  operation: name,
  'floor, CPU ms': numbers.floor_cpu_ms.toFixed(3),
  'ours, CPU ms': numbers.ours_cpu_ms.toFixed(3),
  ratio: numbers.ratio.toFixed(2),
  spread: numbers.spread.map((ratio) => ratio.toFixed(2)).join('–'),
  target: target === null ? '' : `≤ ${target.toFixed(1)}`,
  'ours a second': `${numbers.ours_per_second} ${unit}`,
});
