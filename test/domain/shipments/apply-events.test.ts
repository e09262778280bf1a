import { describe, expect, test } from 'vitest';
import { applyEvents } from '../../../src/domain/shipments/apply-events';
import type { ShipmentEvent } from '../../../src/domain/shipments/reports/shipment-event';
import { HOUR_MS, MINUTE_MS, ROME, START, shipmentEvent } from './shipment-events';

/** Applies events one after the other, each when it comes, as the storage does. */
const deliver = (...events: ShipmentEvent[]) => deliverLed(null, ...events);

function deliverLed(leading: ShipmentEvent['source'] | null, ...events: ShipmentEvent[]) {
  const stored: ShipmentEvent[] = [];
  const steps = events.map((event) => {
    const applied = applyEvents({
      stored,
      incoming: [event],
      isOrderKnown: true,
      now: event.receivedAt,
      rules: { zone: ROME, leading },
    });
    const [result] = applied.results;
    if (!result) throw new Error('an event has no result');
    if (result.verdict.why !== 'duplicate') stored.push(result.event);
    return { state: applied.state, ...result, keys: result.triggers.map(({ key }) => key) };
  });
  const last = steps.at(-1);
  if (!last) throw new Error('there are no events');
  return { ...last, steps, allKeys: steps.flatMap(({ keys }) => keys) };
}

describe('the order of events', () => {
  test('a parcel goes from the label to the door, and each step starts its flows once', () => {
    const { state, steps } = deliver(
      shipmentEvent('announced', 0),
      shipmentEvent('in_transit', 3),
      shipmentEvent('in_transit', 20),
      shipmentEvent('out_for_delivery', 24),
      shipmentEvent('delivered', 27, { expectedAt: START }),
    );
    expect(state).toEqual({
      state: 'delivered',
      stateAt: START + 27 * HOUR_MS,
      attempts: 0,
      hold: null,
      delayed: false,
      problem: false,
      disputed: false,
      expectedAt: START,
    });
    expect(steps.map(({ keys }) => keys)).toEqual([
      [],
      ['in_transit'],
      [],
      ['out_for_delivery:2026-11-26'],
      ['delivered'],
    ]);
    expect(steps.map(({ verdict }) => verdict)).toEqual(steps.map(() => ({ applied: true, why: null })));
  });

  test('a late event is kept, changes no state and starts no flow', () => {
    const { state, verdict, keys } = deliver(shipmentEvent('delivered', 27), shipmentEvent('out_for_delivery', 24));
    expect([state.state, verdict, keys]).toEqual(['delivered', { applied: false, why: 'late' }, []]);
  });

  test('a late failed attempt still counts as an attempt', () => {
    const { state, verdict, allKeys } = deliver(
      shipmentEvent('attempt_failed', 3),
      shipmentEvent('out_for_delivery', 50),
      shipmentEvent('attempt_failed', 27, { receivedAt: START + 51 * HOUR_MS }),
    );
    expect([state.state, state.attempts, verdict.why]).toEqual(['out_for_delivery', 2, 'late']);
    expect(allKeys).toEqual(['attempt_failed:1', 'out_for_delivery:2026-11-27']);
  });

  test('a label that is announced after the first scan changes nothing', () => {
    const { state, verdict } = deliver(shipmentEvent('in_transit', 1), shipmentEvent('announced', 2));
    expect([state.state, verdict.why]).toEqual(['in_transit', 'late']);
  });

  test('a scan that happened before the announcement came is the state', () => {
    const { state, verdict, keys } = deliver(
      shipmentEvent('announced', 2),
      shipmentEvent('in_transit', 1, { receivedAt: START + 3 * HOUR_MS }),
    );
    expect([state.state, verdict, keys]).toEqual(['in_transit', { applied: true, why: null }, ['in_transit']]);
  });

  test.each([
    ['in_transit', 'out_for_delivery'],
    ['out_for_delivery', 'attempt_failed'],
    ['attempt_failed', 'ready_for_pickup'],
    ['ready_for_pickup', 'held'],
    ['held', 'delivered'],
    ['lost', 'delivered'],
    ['cancelled', 'in_transit'],
    ['delivered', 'returning'],
    ['returning', 'returned'],
  ] as const)('in the same minute «%s» comes before «%s»', (first, last) => {
    const seconds = { happenedAt: START + 30_000 };
    expect(deliver(shipmentEvent(last, 0), shipmentEvent(first, 0, seconds)).state.state).toBe(last);
    expect(deliver(shipmentEvent(first, 0, seconds), shipmentEvent(last, 0)).state.state).toBe(last);
  });

  test("the source's own list decides within a minute", () => {
    const { state } = deliver(
      shipmentEvent('held', 0, { listIndex: 0 }),
      shipmentEvent('out_for_delivery', 0, { listIndex: 1 }),
    );
    expect(state.state).toBe('out_for_delivery');
  });

  test('a time after the receipt is cut to it, so that the next event is not late', () => {
    const first = shipmentEvent('out_for_delivery', 0, { happenedAt: START + 9_000 * HOUR_MS });
    const { state, steps, verdict } = deliver(first, shipmentEvent('delivered', 1));
    expect(steps[0]?.event.happenedAt).toBe(START);
    expect([state.state, verdict]).toEqual(['delivered', { applied: true, why: null }]);
  });

  test('an event that its source deletes counts no more, even if the deletion comes first', () => {
    const failed = shipmentEvent('attempt_failed', 1, { source: 'shopify', sourceEventId: 'gid://1' });
    const deleted = shipmentEvent(null, 2, { source: 'shopify', retracts: 'gid://1' });
    const scan = shipmentEvent('in_transit', 0);
    for (const order of [
      [scan, failed, deleted],
      [deleted, scan, failed],
    ]) {
      expect(deliver(...order).state).toMatchObject({ state: 'in_transit', attempts: 0 });
    }
  });

  test('a deletion leaves the events without an id as they are', () => {
    const deleted = shipmentEvent(null, 2, { retracts: 'gid://1' });
    expect(deliver(shipmentEvent('in_transit', 0), deleted).state.state).toBe('in_transit');
  });
});

describe('duplicates', () => {
  test('an event with a known key is a duplicate, stored or in the same batch', () => {
    const event = shipmentEvent('attempt_failed', 0);
    const { results, state } = applyEvents({
      stored: [],
      incoming: [event, { ...event }],
      isOrderKnown: true,
      now: START,
      rules: { zone: ROME, leading: null },
    });
    expect(results.map(({ verdict }) => verdict)).toEqual([
      { applied: true, why: null },
      { applied: false, why: 'duplicate' },
    ]);
    expect(state.attempts).toBe(1);
  });

  test('five sources that report one life of a parcel start each flow once', () => {
    const sources = ['qapla', 'shopify', 'aftership', 'sendcloud', 'shippypro'] as const;
    const life = [
      ['in_transit', 0],
      ['out_for_delivery', 24],
      ['attempt_failed', 27],
      ['out_for_delivery', 48],
      ['attempt_failed', 51],
      ['held', 53],
    ] as const;
    const { state, allKeys } = deliver(
      ...life.flatMap(([status, hours]) =>
        sources.map((source, i) =>
          shipmentEvent(status, hours, {
            source,
            happenedAt: START + hours * HOUR_MS + i * 7 * MINUTE_MS,
            receivedAt: START + (hours + 1) * HOUR_MS,
          }),
        ),
      ),
    );
    expect(state).toMatchObject({ state: 'held', attempts: 2, hold: { episode: 1, since: START + 53 * HOUR_MS } });
    expect(allKeys).toEqual([
      'in_transit',
      'out_for_delivery:2026-11-26',
      'attempt_failed:1',
      'out_for_delivery:2026-11-27',
      'attempt_failed:2',
      'held:1',
    ]);
  });

  test('two sources more than 12 hours apart report two attempts', () => {
    const first = shipmentEvent('attempt_failed', 0);
    const attempts = (hours: number) =>
      deliver(first, shipmentEvent('attempt_failed', hours, { source: 'shopify' })).state.attempts;
    expect([attempts(12), attempts(12.01)]).toEqual([1, 2]);
  });

  test('one source that reports two attempts of a day means two', () => {
    expect(deliver(shipmentEvent('attempt_failed', 0), shipmentEvent('attempt_failed', 5)).allKeys).toEqual([
      'attempt_failed:1',
      'attempt_failed:2',
    ]);
  });

  test('a state that a source repeats with every change of the parcel is reported once', () => {
    const snapshot = { source: 'shopify', isSnapshot: true } as const;
    const { state, verdict } = deliver(
      shipmentEvent('attempt_failed', 0, snapshot),
      shipmentEvent('out_for_delivery', 20),
      shipmentEvent('attempt_failed', 22, snapshot),
    );
    expect([state.state, state.attempts, verdict]).toEqual(['out_for_delivery', 1, { applied: false, why: null }]);
  });
});

describe('held parcels', () => {
  const until = START + 240 * HOUR_MS;

  test('a stay carries its reason and deadline until the parcel leaves it', () => {
    const held = shipmentEvent('held', 0, { reason: 'recipient_absent', holdUntil: until });
    const stay = { episode: 1, reason: 'recipient_absent', since: START, until, release: null };
    expect(deliver(held).state.hold).toEqual(stay);
    expect(deliver(held, shipmentEvent('out_for_delivery', 24)).state.hold).toBeNull();
  });

  test('each entry from another state is a stay of its own', () => {
    const { state, allKeys } = deliver(
      shipmentEvent('held', 0),
      shipmentEvent('out_for_delivery', 24),
      shipmentEvent('held', 30),
    );
    expect(state.hold?.episode).toBe(2);
    expect(allKeys).toEqual(['held:1', 'out_for_delivery:2026-11-26', 'held:2']);
  });

  test('a second source that reports the stay after its own attempt does not ask again', () => {
    const { state, allKeys } = deliver(
      shipmentEvent('held', 0, { holdUntil: until }),
      shipmentEvent('attempt_failed', 0.2, { source: 'sendcloud' }),
      shipmentEvent('held', 0.3, { source: 'sendcloud', reason: 'refused' }),
    );
    expect(state.hold).toEqual({ episode: 1, reason: 'refused', since: START, until, release: null });
    expect(allKeys).toEqual(['held:1', 'attempt_failed:1']);
  });

  test('a new case of the carrier is a new stay, a repeated one is not', () => {
    const held = (hours: number, dossier: string | null) => shipmentEvent('held', hours, { dossier });
    expect(deliver(held(0, 'A'), held(5, null), held(6, 'A')).state.hold?.episode).toBe(1);
    expect(deliver(held(0, 'A'), held(5, null), held(6, 'B')).allKeys).toEqual(['held:1', 'held:2']);
  });

  test.each([
    ['accepted', 2],
    ['refused', 1],
    ['pending', 1],
    ['unknown', 1],
  ] as const)('after a release that is %s the next held event belongs to stay %i', (release, episode) => {
    const released = shipmentEvent(null, 2, { source: 'release', release });
    const { state, steps } = deliver(shipmentEvent('held', 0), released, shipmentEvent('held', 5));
    expect(steps[1]?.state.hold?.release).toBe(release);
    expect(state.hold?.episode).toBe(episode);
  });

  test('a release of a parcel that is not held changes nothing', () => {
    const released = shipmentEvent(null, 2, { source: 'release', release: 'accepted' });
    const { state } = deliver(
      shipmentEvent('held', 0),
      shipmentEvent('in_transit', 1),
      released,
      shipmentEvent('held', 5, { source: 'shopify' }),
    );
    expect(state.hold).toMatchObject({ episode: 1, release: null });
  });
});

describe('marks', () => {
  test('a bare exception changes no state and starts only its own flow', () => {
    const { state, keys, verdict } = deliver(
      shipmentEvent('in_transit', 0),
      shipmentEvent(null, 1, { mark: 'problem', reason: 'customs' }),
    );
    expect(state).toMatchObject({ state: 'in_transit', stateAt: START, problem: true, delayed: false });
    expect([keys, verdict]).toEqual([['problem'], { applied: true, why: null }]);
  });

  test('a delay starts no flow, and ends when the parcel is on the van', () => {
    const delayed = deliver(shipmentEvent('in_transit', 0), shipmentEvent(null, 1, { mark: 'delayed' }));
    expect([delayed.state.delayed, delayed.keys]).toEqual([true, []]);
    const { state } = deliver(
      shipmentEvent(null, 1, { mark: 'delayed' }),
      shipmentEvent(null, 2, { mark: 'problem' }),
      shipmentEvent('out_for_delivery', 3),
    );
    expect([state.delayed, state.problem]).toEqual([false, false]);
  });

  test('an event can have a state and a mark', () => {
    const { state, keys } = deliver(shipmentEvent('in_transit', 0, { mark: 'problem' }));
    expect(state).toMatchObject({ state: 'in_transit', problem: true });
    expect(keys).toEqual(['in_transit', 'problem']);
  });

  test('an unknown code is kept and changes nothing', () => {
    const { state, verdict, keys } = deliver(shipmentEvent('held', 0), shipmentEvent(null, 1, { rawCode: '777' }));
    expect([state.state, verdict, keys]).toEqual(['held', { applied: false, why: null }, []]);
  });
});

describe('events that start nothing', () => {
  test('events from over 48 hours ago set the state only', () => {
    const old = (hours: number) =>
      deliver(
        shipmentEvent('held', 0, { receivedAt: START + hours * HOUR_MS }),
        shipmentEvent('held', 60, { source: 'shopify', happenedAt: START }),
      );
    expect(old(48).steps[0]).toMatchObject({ verdict: { applied: true, why: null }, keys: ['held:1'] });
    expect(old(48.01).steps[0]).toMatchObject({ verdict: { applied: true, why: 'older_than_48h' }, keys: [] });
    expect(old(48.01).state.state).toBe('held');
  });

  test('a flow that an old event did not start is not started by its repetition', () => {
    const { allKeys } = deliver(
      shipmentEvent('held', 0, { receivedAt: START + 60 * HOUR_MS }),
      shipmentEvent('held', 61),
    );
    expect(allKeys).toEqual([]);
  });

  test('an event from years ago is a state and no news', () => {
    const { state, verdict } = deliver(shipmentEvent('delivered', -24 * 365 * 5, { receivedAt: START }));
    expect([state.state, verdict.why]).toEqual(['delivered', 'older_than_48h']);
  });

  test('a parcel that is already delivered at first sight starts nothing, nor does the next source', () => {
    const { allKeys, state } = deliver(
      shipmentEvent('delivered', 0),
      shipmentEvent('delivered', 1, { source: 'shopify' }),
    );
    expect([state.state, allKeys]).toEqual(['delivered', []]);
  });

  test('earlier entries of a list start nothing, and do not count as a first sight', () => {
    const { allKeys, state } = deliver(
      shipmentEvent('in_transit', 0, { isHistory: true }),
      shipmentEvent('out_for_delivery', 1, { isHistory: true }),
      shipmentEvent('delivered', 2),
    );
    expect([state.state, allKeys]).toEqual(['delivered', []]);
  });

  test('one status for several parcels is a state, and not certain enough for a message about a delivery', () => {
    const shared = { isShared: true };
    const { allKeys, state } = deliver(
      shipmentEvent('out_for_delivery', 0, shared),
      shipmentEvent('delivered', 1, shared),
    );
    expect([state.state, allKeys]).toEqual(['delivered', ['out_for_delivery:2026-11-25']]);
  });

  test('nothing is applied while the order is unknown', () => {
    const event = shipmentEvent('held', 0);
    const { state, results } = applyEvents({
      stored: [],
      incoming: [event, event],
      isOrderKnown: false,
      now: START,
      rules: { zone: ROME, leading: null },
    });
    expect(state).toMatchObject({ state: 'announced', stateAt: null, hold: null });
    expect(results.map(({ verdict, triggers }) => [verdict, triggers])).toEqual([
      [{ applied: false, why: 'unknown_order' }, []],
      [{ applied: false, why: 'duplicate' }, []],
    ]);
  });
});

describe('deliveries and returns', () => {
  test('a newer scan re-opens a delivery within 72 hours, as disputed and without a flow', () => {
    const delivered = deliver(shipmentEvent('in_transit', 0), shipmentEvent('delivered', 1), shipmentEvent('held', 73));
    expect(delivered.state).toMatchObject({ state: 'held', disputed: true });
    expect(delivered.keys).toEqual([]);
  });

  test('after 72 hours a delivery stands', () => {
    const { state, verdict } = deliver(shipmentEvent('delivered', 0), shipmentEvent('out_for_delivery', 72.1));
    expect([state.state, state.disputed, verdict.why]).toEqual(['delivered', false, 'late']);
  });

  test('a second delivery settles the dispute, and starts no second flow', () => {
    const { state, allKeys } = deliver(
      shipmentEvent('out_for_delivery', 0),
      shipmentEvent('delivered', 1),
      shipmentEvent('out_for_delivery', 24),
      shipmentEvent('delivered', 26),
    );
    expect([state.state, state.disputed]).toEqual(['delivered', false]);
    expect(allKeys).toEqual(['out_for_delivery:2026-11-25', 'delivered']);
  });

  test('on the way back scans stay returning, and the delivery is the return', () => {
    const back = { isReturnLeg: true };
    const { state, allKeys } = deliver(
      shipmentEvent('held', 0),
      shipmentEvent('announced', 1, back),
      shipmentEvent('in_transit', 2, back),
      shipmentEvent('out_for_delivery', 24, back),
      shipmentEvent('delivered', 26, back),
    );
    expect(state.state).toBe('returned');
    expect(allKeys).toEqual(['held:1', 'returning', 'returned']);
  });

  test('a parcel that was said to go back can still be held', () => {
    const { state, keys } = deliver(
      shipmentEvent('held', 0),
      shipmentEvent('returning', 24),
      shipmentEvent('in_transit', 25),
      shipmentEvent('held', 26),
    );
    expect([state.state, keys]).toEqual(['held', ['held:2']]);
  });

  test('a return is final', () => {
    const { state, verdict } = deliver(shipmentEvent('returned', 0), shipmentEvent('in_transit', 1));
    expect([state.state, verdict.why]).toEqual(['returned', 'late']);
  });

  test('a cancelled label is never stronger than a scan', () => {
    expect(deliver(shipmentEvent('in_transit', 0), shipmentEvent('cancelled', 1)).state.state).toBe('in_transit');
    expect(deliver(shipmentEvent('cancelled', 1), shipmentEvent('in_transit', 2)).state.state).toBe('in_transit');
    expect(deliver(shipmentEvent('announced', 0), shipmentEvent('cancelled', 1)).state.state).toBe('cancelled');
  });

  test('the day of a delivery round is the day in the account’s time zone', () => {
    const at = (utc: number) => shipmentEvent('out_for_delivery', 0, { happenedAt: utc, receivedAt: utc });
    const { allKeys } = deliver(
      at(Date.UTC(2026, 9, 24, 22, 30)),
      at(Date.UTC(2026, 9, 25, 22, 59)),
      at(Date.UTC(2026, 9, 25, 23)),
    );
    expect(allKeys).toEqual(['out_for_delivery:2026-10-25', 'out_for_delivery:2026-10-26']);
  });
});

describe('a leading source', () => {
  const shopify = { source: 'shopify' } as const;

  test('decides about the hours around its events; the others fill its gaps', () => {
    const { state, steps } = deliverLed(
      'qapla',
      shipmentEvent('announced', 0, shopify),
      shipmentEvent('in_transit', 20),
      shipmentEvent('delivered', 30, shopify),
      shipmentEvent('ready_for_pickup', 31),
      // Qapla' is silent for more than 12 hours.
      shipmentEvent('delivered', 50, shopify),
    );
    expect(steps.map(({ verdict }) => verdict.why)).toEqual([null, null, 'not_leading', null, null]);
    expect(steps.map(({ keys }) => keys)).toEqual([[], ['in_transit'], [], ['ready_for_pickup'], ['delivered']]);
    expect(state).toMatchObject({ state: 'delivered', disputed: false });
  });

  test('sets aside what others said before it came, without starting a flow again', () => {
    const { state, allKeys } = deliverLed(
      'qapla',
      shipmentEvent('out_for_delivery', 1),
      shipmentEvent('delivered', 20, shopify),
      shipmentEvent('attempt_failed', 21),
      shipmentEvent('delivered', 45),
    );
    expect(state).toMatchObject({ state: 'delivered', stateAt: START + 45 * HOUR_MS, attempts: 1, disputed: false });
    expect(allKeys).toEqual(['out_for_delivery:2026-11-25', 'delivered', 'attempt_failed:1']);
  });

  test('that has no status for it leaves a held parcel to the others', () => {
    const { state, verdict } = deliverLed(
      'shopify',
      shipmentEvent('attempt_failed', 1, shopify),
      shipmentEvent('held', 2),
    );
    expect([state.state, verdict]).toEqual(['held', { applied: true, why: null }]);
  });
});
