import { expect, test } from 'vitest';
import {
  afterFailure,
  afterInconclusive,
  afterStart,
  blockedUntil,
  type Circuit,
  closedCircuit,
} from '../../../src/domain/rate/circuit';

const MINUTE = 60_000;

function openCircuit(now: number): Circuit {
  let circuit = closedCircuit;
  for (let i = 0; i < 5; i += 1) circuit = afterFailure(circuit, `psh_${i}`, now);
  return circuit;
}
const probed = (circuit: Circuit, startedAt: number) =>
  afterStart(circuit, { pushId: 'probe', startedAt, until: startedAt + MINUTE });

test('a store that fails four times in a row is still called; after the fifth time it is not called for 30 s', () => {
  let circuit = closedCircuit;
  for (let i = 0; i < 4; i += 1) circuit = afterFailure(circuit, `psh_${i}`, 1_000);
  expect(blockedUntil(circuit, 1_000)).toBeLessThanOrEqual(1_000);
  circuit = afterFailure(circuit, 'psh_4', 1_000);
  expect(blockedUntil(circuit, 1_000)).toBe(31_000);
  expect(blockedUntil(circuit, 31_000)).toBeLessThanOrEqual(31_000);
});

test('each failed probe doubles the pause, up to 15 min', () => {
  let circuit = openCircuit(0);
  const lengths: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    const now = circuit.openUntil;
    circuit = afterFailure(probed(circuit, now), 'probe', now);
    lengths.push((circuit.openUntil - now) / MINUTE);
  }
  expect(lengths).toEqual([1, 2, 4, 8, 15, 15, 15]);
});

test('calls in flight when the circuit opened do not prolong it', () => {
  const circuit = openCircuit(0);
  expect(afterFailure(circuit, 'late', 20_000)).toEqual(circuit);
  const halfOpen = probed(circuit, 30_000);
  expect(afterFailure(halfOpen, 'late', 31_000)).toEqual(halfOpen);
});

test('one probe at a time, and waiting pushes check again only a few times', () => {
  const circuit = probed(openCircuit(0), 30_000);
  const looks: number[] = [];
  for (let now = 30_000; now < 90_000; now = blockedUntil(circuit, now)) looks.push(now);
  expect(looks.length).toBeLessThan(10);
  expect(looks[1]).toBe(31_000);
});

test('a probe that never returns, was not sent, or was throttled allows another', () => {
  const circuit = probed(openCircuit(0), 30_000);
  expect(blockedUntil(circuit, 89_999)).toBe(90_000);
  expect(blockedUntil(circuit, 90_000)).toBeLessThanOrEqual(90_000);
  expect(blockedUntil(afterInconclusive(circuit, 'probe'), 30_001)).toBeLessThanOrEqual(30_001);
  expect(afterInconclusive(circuit, 'other')).toEqual(circuit);
});

test('a call in a closed circuit is not a probe', () => {
  expect(probed(closedCircuit, 1_000)).toBe(closedCircuit);
});
