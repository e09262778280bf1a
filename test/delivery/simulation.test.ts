import { expect, inject, test } from 'vitest';
import { type PushRow, simulateDelivery } from './simulated-delivery';

const OBJECTS = 40;
/** Ten thousand by `DELIVERY_EVENTS=10000 npx vitest run test/delivery/simulation.test.ts`. */
const EVENTS = inject('deliveryEvents');

/** Of each object's unfinished pushes the first may go, and only that one. One assertion, as there are thousands of steps. */
function expectOrder(unfinished: PushRow[]): void {
  const byObject = Map.groupBy(unfinished, ({ object_id }) => object_id);
  const wrong = [...byObject].filter(([, pushes]) =>
    pushes.some(({ state }, i) => (state === 'blocked' ? i === 0 : i > 0)),
  );
  expect(wrong).toEqual([]);
}

test.each([20_261_124])(
  'whatever fails, every accepted push is delivered or dead, in order per object (seed %i)',
  async (seed) => {
    const world = await simulateDelivery({ seed, events: EVENTS, objects: OBJECTS, afterStep: expectOrder });
    const { events, accepted, pushes, calls, attempts } = world;
    expect(events).toBeGreaterThanOrEqual(EVENTS);
    expect(pushes).toHaveLength(accepted);
    expect(accepted).toBeGreaterThan(EVENTS / 10);

    const callsOf = Map.groupBy(calls, ({ pushId }) => pushId);
    const attemptsOf = Map.groupBy(attempts, ({ push_id }) => push_id);
    for (const { push_id, state, attempts: made } of pushes) {
      expect(['delivered', 'dead', 'cancelled']).toContain(state);
      const [called, written] = [callsOf.get(push_id) ?? [], attemptsOf.get(push_id) ?? []];
      if (state === 'delivered') expect(called.some(({ applied }) => applied)).toBe(true);
      // The attempts tell the truth: none is made up, none is counted twice, and the last says how it ended.
      expect(written.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(written.map((_, i) => i + 1));
      expect(called.length).toBeGreaterThanOrEqual(written.length);
      if (state === 'cancelled') continue;
      expect(written).toHaveLength(made);
      const last = written.find(({ number }) => number === made);
      if (state === 'delivered') expect(last?.error).toBeNull();
      else expect(made === 10 || last?.status === 410).toBe(true);
    }

    const highest = new Map<string, number>();
    for (const { object, sequence } of calls) {
      // A push is called, also again after a crash, only while nothing later of its object has been called.
      expect(sequence).toBeGreaterThanOrEqual(highest.get(object) ?? 0);
      highest.set(object, sequence);
    }
    for (const [, own] of Map.groupBy(pushes, ({ object_id }) => object_id)) {
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
    }
  },
  240_000,
);
