import { expect, test } from 'vitest';
import {
  expireReservations,
  putReservation,
  type Reservations,
  removeReservation,
  takeChangedBuckets,
} from '../../../src/domain/rate/reservations';

const newReservations = (): Reservations => ({ byPush: new Map(), changedBuckets: new Set() });
const at = (ms: number) => ({ at: ms, isSecondTurn: false, points: 10 });
const taken = (reservations: Reservations) =>
  [...takeChangedBuckets(reservations)].map(([bucket, pushes]) => [bucket, [...pushes.keys()].toSorted()]);

test('a bucket of ten seconds is stored with all its pushes when one of them changes', () => {
  const reservations = newReservations();
  putReservation(reservations, 'psh_a', at(10_000));
  putReservation(reservations, 'psh_b', at(19_999));
  putReservation(reservations, 'psh_c', at(20_000));
  expect(taken(reservations)).toEqual([
    [1, ['psh_a', 'psh_b']],
    [2, ['psh_c']],
  ]);
  expect(taken(reservations)).toEqual([]);
  removeReservation(reservations, 'psh_a');
  expect(taken(reservations)).toEqual([[1, ['psh_b']]]);
});

test('a push that is booked anew changes its old bucket and its new one; an empty bucket is to be deleted', () => {
  const reservations = newReservations();
  putReservation(reservations, 'psh_a', at(10_000));
  takeChangedBuckets(reservations);
  putReservation(reservations, 'psh_a', at(35_000));
  expect(taken(reservations)).toEqual([
    [1, []],
    [3, ['psh_a']],
  ]);
  removeReservation(reservations, 'psh_unknown');
  expect(taken(reservations)).toEqual([]);
});

test('a slot that is not used within ten minutes is free again', () => {
  const reservations = newReservations();
  putReservation(reservations, 'psh_a', at(10_000));
  putReservation(reservations, 'psh_b', at(10_001));
  expireReservations(reservations, 610_001);
  expect([...reservations.byPush.keys()]).toEqual(['psh_b']);
});
