import { expect, test } from 'vitest';
import type { Push } from '../../src/db/pushes/pushes';
import type { Store } from '../../src/db/stores/stores';
import type { Deps } from '../../src/domain/ports';
import { deliverToStore } from '../../src/domain/pushes/deliver-to-store';

const NOW = Date.UTC(2026, 10, 29, 10);
const endpoint = { url: 'https://shop.it/', method: 'POST', headers: {}, timeout_ms: 1 };
const rate = { per_second: 1, burst: 1, concurrency: 1 };
const store = { storeId: 'str_1', kind: 'custom', secret: null, updateObject: endpoint, retiredSecrets: [], rate };
const pushOf = (pushId: string, more: object = {}) =>
  ({
    pushId,
    objectType: 'order',
    objectId: '1042',
    accountId: 'acc_1',
    attempts: 0,
    attemptsBefore: 0,
    createdAt: NOW,
    variables: {},
    verification: null,
    ...more,
  }) as unknown as Push;
/** A release that waits for the scan that proves it. */
const releaseCheck = {
  objectType: 'shipment',
  objectId: 'shp_1',
  verification: { awaiting: true, failedReads: 0, mismatches: 0, differing: [], releasedAt: NOW },
};

/**
 * Delivers pushes, of which each has to wait this long for its slot; null if the rate is unknown. `others` are delivered with
 * them, and have no slot.
 */
async function deliver(waits: Record<string, number> | null, others: Push[] = []) {
  const [reports, logged]: [unknown[], string[]] = [[], []];
  const reserve = async (_: string, { pushIds }: { pushIds: string[] }) => {
    if (waits === null) throw new Error('unreachable');
    return pushIds.map((push_id) => ({ push_id, wait_ms: waits[push_id] }));
  };
  const report = async (_: string, all: unknown[]) => void reports.push(...all);
  const answer = { status: 200, error: null, retryAfter: null, answer: '', durationMs: 1 };
  const deps = {
    now: () => NOW,
    log: (event: string) => logged.push(event),
    storeRate: { reserve, report },
    merchant: { updateObject: async () => answer },
    shipments: { findWithEvents: async () => ({ shipment: { state: 'held' }, events: [] }) },
  };
  const pushes = [...Object.keys(waits ?? { psh_a: 0 }).map((pushId) => pushOf(pushId)), ...others];
  const results = await deliverToStore(deps as unknown as Deps, store as unknown as Store, pushes, 'UTC');
  const sorted = results.toSorted((a, b) => (a.push.pushId < b.push.pushId ? -1 : 1));
  const waited = sorted.map(({ state, nextAttemptAt }) => [state, nextAttemptAt && nextAttemptAt - NOW]);
  return { waited, reports, logged };
}

test('a push whose slot is far is postponed by whole seconds, so that it returns before its slot', async () => {
  const { waited, reports } = await deliver({ psh_a: 1_001, psh_b: 1_999, psh_c: 4_700, psh_d: 90_000 });
  expect(waited).toEqual([
    ['pending', 1_000],
    ['pending', 1_000],
    ['pending', 4_000],
    ['pending', 90_000],
  ]);
  expect(reports).toEqual([]);
});

test('a call is reported, so that its slot is free for the next push', async () => {
  const { waited, reports } = await deliver({ psh_a: 0, psh_b: 7_000 });
  expect(waited).toEqual([
    ['delivered', null],
    ['pending', 7_000],
  ]);
  expect(reports).toEqual([{ push_id: 'psh_a', outcome: 'ok', stated: null }]);
});

test('pushes wait ten seconds if the rate of the store is unknown', async () => {
  const { waited, logged } = await deliver(null);
  expect(waited).toEqual([['pending', 10_000]]);
  expect(logged).toEqual(['store_rate_unreachable']);
});

test('the check of a release needs no slot, because it calls nobody', async () => {
  const { waited, reports, logged } = await deliver({ psh_a: 7_000 }, [pushOf('psh_b', releaseCheck)]);
  expect(waited).toEqual([
    ['pending', 7_000],
    ['retrying', 60_000],
  ]);
  expect([reports, logged]).toEqual([[], []]);
});
