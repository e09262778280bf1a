import { env } from 'cloudflare:workers';
import type { UpdateObjectResult } from '../../src/clients/merchant';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import type { Context, Deps } from '../../src/domain/ports';
import { deliverBatch } from '../../src/domain/pushes/deliver-batch';
import { applyReports } from '../../src/domain/rate/apply-reports';
import { reserveSlots } from '../../src/domain/rate/reserve-slots';
import { newStoreRateState } from '../../src/domain/rate/store-rate-state';
import { cancelRequest } from '../../src/domain/requests/cancel-request';
import { resumeStore } from '../../src/domain/stores/resume-store';
import { sweep } from '../../src/domain/sweep/sweep';
import { acceptPush } from '../support/accept-push';
import { newScene } from '../support/scene';

const MINUTE = 60_000;
const LATENCY_MS = 300;

/** A seeded generator (mulberry32), so that a failed run can be repeated. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Died extends Error {}

/** The merchant's reactions with their probabilities. A broken call may have been applied nevertheless. */
const MISBEHAVIOURS: [probability: number, answer: Pick<UpdateObjectResult, 'status' | 'error' | 'retryAfter'>][] = [
  [0.1, { status: 500, error: 'http_500', retryAfter: null }],
  [0.03, { status: 404, error: 'http_404', retryAfter: null }],
  [0.01, { status: 410, error: 'http_410', retryAfter: null }],
  [0.05, { status: null, error: 'timeout', retryAfter: null }],
  [0.05, { status: null, error: 'connect_failed', retryAfter: null }],
  [0.02, { status: 200, error: 'too_large', retryAfter: null }],
  [0.02, { status: 302, error: 'redirected', retryAfter: null }],
  [0.04, { status: 429, error: 'http_429', retryAfter: '45' }],
  [0.03, { status: 503, error: 'http_503', retryAfter: 'Thu, 26 Nov 2026 10:00:00 GMT' }],
];

export type PushRow = {
  push_id: string;
  request_id: string;
  object_id: string;
  sequence: number;
  state: string;
  attempts: number;
  attempts_before: number;
  held_until: number | null;
};
export type MerchantCall = { pushId: string; object: string; sequence: number; applied: boolean };

/**
 * The delivery of real rows in D1 by the real verbs, with time, queue, merchant, rate state and crashes played by a seeded
 * generator. `afterStep` sees the unfinished pushes after each step and throws when something is wrong.
 */
export async function simulateDelivery({
  seed,
  events: mostEvents,
  objects,
  afterStep,
}: {
  seed: number;
  events: number;
  objects: number;
  afterStep: (unfinished: PushRow[], accepted: number) => void;
}) {
  const random = seededRandom(seed);
  const chance = (probability: number) => random() < probability;
  const scene = await newScene();
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  let clock = Date.now();
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const real = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'simulation', ownHost: null });
  const { accountId, storeId } = scene;
  const context = { account: { accountId }, actor: { type: 'key', id: 'key_x', name: 'x' } } as Context;

  let queue: { at: number; pushId: string }[] = [];
  const calls: MerchantCall[] = [];
  const rate = { state: newStoreRateState(), reservations: { byPush: new Map(), changedBuckets: new Set<number>() } };
  const pausedStores = new Set<string>();
  let events = 0;

  async function answer(body: string): Promise<UpdateObjectResult> {
    events += 1;
    const { id, object_id, sequence } = JSON.parse(body);
    let dice = random();
    const reaction = MISBEHAVIOURS.find(([probability]) => {
      dice -= probability;
      return dice < 0;
    })?.[1] ?? { status: 200, error: null, retryAfter: null };
    if (reaction.status === 410) pausedStores.add(storeId);
    const applied = reaction.error === null || (reaction.status === null && chance(0.5));
    calls.push({ pushId: id, object: object_id, sequence, applied });
    return { ...reaction, answer: '', durationMs: Math.floor(random() * LATENCY_MS) };
  }

  const deps: Deps = {
    ...real,
    now: () => clock,
    // Only near slots are waited for here.
    sleep: async (ms) => {
      clock += ms;
    },
    log: () => undefined,
    queuePushes: async (wakeUps) => {
      for (const { pushId, delayMs } of wakeUps) {
        if (chance(0.1)) throw new Error('the queue does not take it');
        const at = clock + Math.ceil(delayMs / 1_000) * 1_000 + Math.floor(random() * 3_000);
        if (!chance(0.03)) queue.push({ at, pushId });
        if (chance(0.1)) queue.push({ at: at + Math.floor(random() * 10_000), pushId });
      }
    },
    storeRate: {
      ...real.storeRate,
      reserve: async (_, ask) => {
        if (chance(0.05)) throw new Error('the object is not there');
        return reserveSlots({ ...rate, now: clock, request: ask });
      },
      report: async (_, results) => {
        if (chance(0.05)) throw new Error('the object is not there');
        applyReports({ state: rate.state, now: clock, results });
      },
    },
    engine: {
      ...real.engine,
      start: async () => undefined,
      wake: async () => undefined,
      revive: async () => undefined,
      stop: async () => undefined,
    },
    merchant: { ...real.merchant, updateObject: ({ body }) => answer(body) },
    pushes: {
      ...real.pushes,
      writeResults: async (...args) => {
        if (chance(0.05)) throw new Died('after the calls and before the write');
        return real.pushes.writeResults(...args);
      },
    },
  };

  const columns = 'push_id, request_id, object_id, sequence, state, attempts, attempts_before, held_until';
  const unfinished = async () =>
    (
      await env.DB.prepare(
        `select ${columns} from pushes where id_store = ? and held_until is not null order by sequence`,
      )
        .bind(storeId)
        .all<PushRow>()
    ).results;

  let accepted = 0;
  async function accept(): Promise<void> {
    const objectId = String(Math.floor(random() * objects));
    const push = await acceptPush(deps, { accountId, storeId, objectId, variables: { n: accepted } });
    accepted += 1;
    if (push.state === 'pending')
      await deps.queuePushes([{ pushId: push.pushId, accountId: push.accountId, delayMs: 0 }]).catch(() => undefined);
    clock += Math.floor(random() * 500);
  }

  async function deliver(): Promise<void> {
    const due = queue.filter(({ at }) => at <= clock);
    const batch = due.filter(() => due.length === 1 || chance(0.8)).slice(0, 100);
    queue = queue.filter((wake) => !batch.includes(wake));
    const works: Promise<void>[] = [];
    try {
      await deliverBatch(deps, [...new Set(batch.map(({ pushId }) => pushId))], (work) => works.push(work));
      await Promise.all(works);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      queue.push(...batch.map(({ pushId }) => ({ at: clock + 5_000, pushId })));
    }
  }

  let nextSweep = clock + MINUTE;
  for (;;) {
    events += 1;
    const mayAccept = events < mostEvents;
    const open = await unfinished();
    afterStep(open, accepted);
    if (!mayAccept && open.length === 0) break;
    if (pausedStores.has(storeId) && chance(0.3)) {
      await resumeStore(deps, context, storeId);
      pausedStores.delete(storeId);
    } else if (open.length > 0 && chance(0.01)) {
      await cancelRequest(deps, context, open[0]?.request_id ?? '').catch(() => undefined);
    } else if (mayAccept && open.length < 60 && chance(0.4)) {
      await accept();
    } else {
      // Without queued wake-ups, time passes until the sweep finds something.
      const held = open.filter(({ state }) => state !== 'blocked').map(({ held_until }) => held_until ?? clock);
      const nextWake = Math.min(...queue.map(({ at }) => at));
      const nextLost = Math.max(nextSweep, Math.min(...held));
      clock = Math.max(clock, Math.min(nextWake, Number.isFinite(nextLost) ? nextLost : nextSweep));
      if (nextWake <= clock) await deliver();
      else {
        await sweep(deps).catch(() => undefined);
        nextSweep = clock + MINUTE;
      }
    }
  }

  const all = await env.DB.prepare('select * from pushes where id_store = ? order by sequence')
    .bind(storeId)
    .all<PushRow>();
  const attempts = await env.DB.prepare(
    'select a.push_id, a.number, a.status, a.error from push_attempts a join pushes p on p.push_id = a.push_id where p.id_store = ?',
  )
    .bind(storeId)
    .all<{ push_id: string; number: number; status: number | null; error: string | null }>();
  return { events, accepted, pushes: all.results, calls, attempts: attempts.results };
}
