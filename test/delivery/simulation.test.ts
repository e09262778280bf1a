import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { UpdateAnswer } from '../../src/clients/merchant';
import { makeDeps } from '../../src/deps';
import type { Deps } from '../../src/domain/ports';
import { deliverBatch } from '../../src/domain/pushes/deliver-batch';
import { applyReports } from '../../src/domain/rate/apply-reports';
import { reserveSlots } from '../../src/domain/rate/reserve-slots';
import { newStoreRateState } from '../../src/domain/rate/store-rate-state';
import { newRequest } from '../../src/domain/requests/new-request';
import { sweep } from '../../src/domain/sweep/sweep';
import { readSettings } from '../../src/env';
import { newId } from '../../src/shared/ids';
import { newScene } from '../support/scene';

const PUSHES = 150;
const OBJECTS = 20;
const MINUTE = 60_000;

/** A seeded generator (mulberry32), so that a run that fails can be run again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Died extends Error {}

/** The delivery of real rows by the real verbs, with time, queue, merchant, object and crashes played. */
async function simulate(seed: number) {
  const random = seeded(seed);
  const chance = (probability: number) => random() < probability;
  const scene = await newScene();
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.missing.join());
  let clock = Date.now();
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const real = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'simulation', ownHost: null });

  type Wake = { at: number; pushId: string };
  let queue: Wake[] = [];
  const calls: { pushId: string; object: string; sequence: number; applied: boolean }[] = [];
  const rate = { state: newStoreRateState(), reservations: { byPush: new Map(), touched: new Set<number>() } };

  async function answer(body: string): Promise<UpdateAnswer> {
    const { id, object_id, sequence } = JSON.parse(body);
    const durationMs = Math.floor(random() * 300);
    const dice = random();
    const said =
      dice < 0.6
        ? { status: 200, error: null, retryAfter: null }
        : dice < 0.75
          ? { status: 500, error: 'http_500', retryAfter: null }
          : dice < 0.85
            ? { status: null, error: 'timeout', retryAfter: null }
            : dice < 0.93
              ? { status: 429, error: 'http_429', retryAfter: String(Math.floor(random() * 120)) }
              : { status: null, error: 'connect_failed', retryAfter: null };
    // What times out or is cut off may have been applied all the same.
    const applied = said.status === 200 || (said.status === null && chance(0.5));
    calls.push({ pushId: id, object: object_id, sequence, applied });
    return { ...said, answer: '', durationMs };
  }

  const deps: Deps = {
    ...real,
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
    log: () => undefined,
    queuePushes: async (wakeUps) => {
      for (const { pushId, delayMs } of wakeUps) {
        if (chance(0.1)) throw new Error('the queue does not take it');
        const at = clock + Math.ceil(delayMs / 1_000) * 1_000 + Math.floor(random() * 3_000);
        queue.push({ at, pushId });
        if (chance(0.1)) queue.push({ at: at + Math.floor(random() * 10_000), pushId });
      }
    },
    storeRate: {
      reserve: async (_, ask) => {
        if (chance(0.05)) throw new Error('the object is not there');
        return reserveSlots({ ...rate, now: clock, ask });
      },
      report: async (_, results) => applyReports({ state: rate.state, now: clock, results }),
    },
    engine: {
      ...real.engine,
      start: async () => undefined,
      wake: async () => undefined,
      revive: async () => undefined,
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

  async function accept(i: number): Promise<void> {
    const request = newRequest({
      accountId: scene.accountId,
      flow: 'flow',
      flowVersion: 1,
      userKey: 'u',
      idStore: scene.idStore,
      object: null,
      variables: {},
      cause: null,
      now: clock,
    });
    await deps.requests.insert(request, null);
    const { accountId, requestId } = request;
    const written = await deps.runLog.writePush({
      accountId,
      requestId,
      at: { step: 'push', visit: 1, seq: 1, kind: 'update_object', detail: {} },
      progress: { passed: [], patch: {} },
      result: { state: 'accepted' },
      now: clock,
      wakeAt: clock + 365 * 24 * 60 * MINUTE,
      push: {
        pushId: newId('psh'),
        accountId,
        idStore: scene.idStore,
        requestId,
        step: 'push',
        visit: 1,
        flow: 'flow',
        userKey: 'u',
        objectType: 'order',
        objectId: String(i % OBJECTS),
        variables: { i },
        attempts: 0,
        attemptsBefore: 0,
        nextAt: clock,
        heldUntil: clock + 30_000,
        lastError: null,
        createdAt: clock,
        updatedAt: clock,
        deliveredAt: null,
        verification: null,
      },
    });
    const push = written.push;
    if (push?.state === 'pending') await deps.queuePushes([{ pushId: push.pushId, delayMs: 0 }]).catch(() => undefined);
  }

  const rows = async () =>
    (await env.DB.prepare('select * from pushes where id_store = ? order by sequence').bind(scene.idStore).all<any>())
      .results;

  let accepted = 0;
  let nextSweep = clock + MINUTE;
  for (let events = 0; events < 5_000; events += 1) {
    if (accepted < PUSHES && (queue.length === 0 || chance(0.5))) {
      await accept(accepted);
      accepted += 1;
      clock += Math.floor(random() * 500);
      continue;
    }
    const next = Math.min(nextSweep, ...queue.map(({ at }) => at));
    clock = Math.max(clock, next);
    if (clock >= nextSweep) {
      await sweep(deps).catch(() => undefined);
      const open = (await rows()).filter(({ held_until }) => held_until !== null);
      if (accepted === PUSHES && open.length === 0) break;
      // Where nothing is queued, time passes until the first row is due.
      const due = Math.min(...open.filter(({ state }) => state !== 'blocked').map(({ held_until }) => held_until));
      nextSweep = queue.length === 0 && Number.isFinite(due) ? Math.max(due, clock) + MINUTE : clock + MINUTE;
      continue;
    }
    const batch = queue.filter(({ at }) => at <= clock).slice(0, 100);
    queue = queue.filter((wake) => !batch.includes(wake));
    try {
      const works: Promise<void>[] = [];
      await deliverBatch(deps, [...new Set(batch.map(({ pushId }) => pushId))], (work) => works.push(work));
      await Promise.all(works);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      queue.push(...batch.map(({ pushId }) => ({ at: clock + 5_000, pushId })));
    }
  }

  const attempts = await env.DB.prepare(
    'select a.* from push_attempts a join pushes p on p.push_id = a.push_id where p.id_store = ?',
  )
    .bind(scene.idStore)
    .all<any>();
  return { pushes: await rows(), calls, attempts: attempts.results };
}

test.each([1, 2, 3])(
  'whatever fails, every push is delivered or dead, in order per object (seed %i)',
  async (seed) => {
    const { pushes, calls, attempts } = await simulate(seed);
    expect(pushes).toHaveLength(PUSHES);
    expect(new Set(pushes.map(({ state }) => state))).toEqual(new Set(['delivered']));
    for (const { push_id } of pushes) expect(calls.some((call) => call.pushId === push_id && call.applied)).toBe(true);

    const highest = new Map<string, number>();
    for (const { object, sequence } of calls) {
      // A push is called, also again after a crash, only while nothing later of its object has been called.
      expect(sequence).toBeGreaterThanOrEqual(highest.get(object) ?? 0);
      highest.set(object, Math.max(highest.get(object) ?? 0, sequence));
    }
    for (let object = 0; object < OBJECTS; object += 1) {
      const sequences = pushes.filter(({ object_id }) => object_id === String(object)).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    }
    for (const { push_id, attempts: made } of pushes) {
      const own = attempts.filter((attempt) => attempt.push_id === push_id).map(({ number }) => number);
      expect(own.toSorted((a, b) => a - b)).toEqual(own.map((_, i) => i + 1));
      expect(own).toHaveLength(made);
      expect(calls.filter(({ pushId }) => pushId === push_id).length).toBeGreaterThanOrEqual(made);
    }
  },
  120_000,
);
