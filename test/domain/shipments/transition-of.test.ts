import { describe, expect, test } from 'vitest';
import { transitionOf } from '../../../src/domain/shipments/transition-of';
import { SHIPMENT_STATES, type ShipmentStatus } from '../../../src/shared/orders/shipment-states';
import { HOUR_MS } from './shipment-events';

/** Columns: announced, in_transit, out_for_delivery, attempt_failed, held, ready_for_pickup, delivered, returning, returned, lost, cancelled. */
const TABLE: Record<ShipmentStatus, string> = {
  // s stays, x enters, o reopens within 72 hours, . is refused
  announced: 's x x x x x x x x x x',
  in_transit: '. s x x x x x x x x .',
  out_for_delivery: '. x s x x x x x x x .',
  attempt_failed: '. x x s x x x x x x .',
  held: '. x x x s x x x x x .',
  ready_for_pickup: '. x x . x s x x x x .',
  delivered: '. o o o o o s x x o .',
  returning: '. s x . x x x s x x .',
  returned: '. . . . . . . . s . .',
  lost: '. x x x x x x x x s .',
  cancelled: '. x x x x x x x x x s',
};
const NAMES = { s: 'stay', x: 'enter', o: 'reopen', '.': 'refuse' } as const;

describe.each(SHIPMENT_STATES)('from %s', (from) => {
  const columns = TABLE[from].split(' ') as (keyof typeof NAMES)[];

  test.each(SHIPMENT_STATES.map((to, i) => ({ to, expected: NAMES[columns[i] ?? '.'] })))(
    'an event «$to» does: $expected',
    ({ to, expected }) => {
      expect(transitionOf(from, to, HOUR_MS)).toBe(expected);
    },
  );
});

test('a delivery can be contradicted for 72 hours, and not a millisecond longer', () => {
  expect(transitionOf('delivered', 'in_transit', 72 * HOUR_MS)).toBe('reopen');
  expect(transitionOf('delivered', 'in_transit', 72 * HOUR_MS + 1)).toBe('refuse');
  expect(transitionOf('delivered', 'returning', 1_000 * HOUR_MS)).toBe('enter');
});

test('the first event may have any state', () => {
  for (const state of SHIPMENT_STATES) expect(transitionOf(null, state, 0)).toBe('enter');
});
