import { expect, inject, test } from 'vitest';
import { type PushRow, simulateDelivery } from './simulated-delivery';

const OBJECTS = 40;
/** Ten thousand by `DELIVERY_EVENTS=10000 npx vitest run test/delivery/simulation.test.ts`. */
const EVENTS = inject('deliveryEvents');

/** Only the first unfinished push of each object may be sent. One assertion, as there are thousands of steps. */
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
      const [calls, attempts] = [callsOf.get(push_id) ?? [], attemptsOf.get(push_id) ?? []];
      if (state === 'delivered') expect(calls.some(({ applied }) => applied)).toBe(true);
      // The attempts are exact: none is invented, none is counted twice, and the last one has the final result.
      expect(attempts.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(attempts.map((_, i) => i + 1));
      expect(calls.length).toBeGreaterThanOrEqual(attempts.length);
      if (state === 'cancelled') continue;
      expect(attempts).toHaveLength(made);
      const last = attempts.find(({ number }) => number === made);
      if (state === 'delivered') expect(last?.error).toBeNull();
      else expect(made === 10 || last?.status === 410).toBe(true);
    }

    const highest = new Map<string, number>();
    for (const { object, sequence } of calls) {
      // A push is sent, also again after a crash, only while no later push of its object has been sent.
      expect(sequence).toBeGreaterThanOrEqual(highest.get(object) ?? 0);
      highest.set(object, sequence);
    }
    for (const [, own] of Map.groupBy(pushes, ({ object_id }) => object_id)) {
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
    }
  },
  240_000,
);
