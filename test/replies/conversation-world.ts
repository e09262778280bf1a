import { env } from 'cloudflare:workers';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { driveRun } from '../../src/domain/flows/drive-run';
import type { DurableRuntime } from '../../src/domain/flows/engine/durable-runtime';
import { applyMessages } from '../../src/domain/inbound/apply-messages';
import type { Context, Deps } from '../../src/domain/ports';
import { sendQuestion } from '../../src/domain/replies/list-question/send-question';
import { newRequest } from '../../src/domain/requests/new-request';
import { patchRequest } from '../../src/domain/requests/patch-request';
import type { JsonObject } from '../../src/shared/json/json';
import { queuedWebhookEvent } from '../support/queued-webhook-event';
import type { Scene } from '../support/scene';

type Suspended = { until: number; goOn: () => void };

/**
 * Drives the real runs of several requests concurrently in virtual time, with real rows in D1 and the stand-in of Meta. After each
 * action it waits until every run has ended or is suspended.
 */
export function conversationWorld(startedAt: number) {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const real = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'conversation', ownHost: null });
  const suspended = new Map<string, Suspended>();
  const running = new Map<string, Promise<void>>();
  let clock = startedAt;
  let questions: Parameters<typeof sendQuestion>[1][] = [];
  const wake = async (requestId: string): Promise<void> => {
    const waiting = suspended.get(requestId);
    suspended.delete(requestId);
    waiting?.goOn();
  };
  const deps: Deps = {
    ...real,
    engine: { start: async () => undefined, wake, stop: async () => undefined, revive: async () => undefined },
    now: () => clock,
    log: () => undefined,
    queueInbound: async (events) => {
      questions.push(...events.filter((event) => event.type === 'question'));
    },
    channelRate: { reserve: async () => ({ waitMs: 0, isGranted: true }), slowDown: async () => undefined },
  };

  /** Resolves when every run has ended or is suspended and every list question has been sent. */
  async function idle(): Promise<void> {
    for (;;) {
      const busy = [...running].filter(([id]) => !suspended.has(id)).map(([, run]) => run);
      if (busy.length === 0 && questions.length === 0) return;
      const due = questions;
      questions = [];
      for (const question of due) await sendQuestion(deps, question);
      if (busy.length > 0) await Promise.race([...busy, nextSuspension()]);
    }
  }
  let suspensionListeners: (() => void)[] = [];
  const nextSuspension = () => new Promise<void>((resolve) => void suspensionListeners.push(resolve));
  const notifySuspension = (): void => {
    for (const resolve of suspensionListeners) resolve();
    suspensionListeners = [];
  };

  async function drive(accountId: string, requestId: string): Promise<void> {
    const durable: DurableRuntime = {
      do: async (_name, _retries, action) => action(true),
      waitForEvent: (_name, _type, timeoutMs) =>
        new Promise((resolve) => {
          suspended.set(requestId, { until: clock + timeoutMs, goOn: resolve });
          notifySuspension();
        }),
    };
    const run = driveRun(deps, { accountId, requestId }, durable).finally(() => {
      if (running.get(requestId) !== run) return;
      running.delete(requestId);
      suspended.delete(requestId);
    });
    running.set(requestId, run);
    await idle();
  }

  return {
    deps,
    now: () => clock,
    /** Advances the clock and ends the waits that are due. */
    async pass(ms: number): Promise<void> {
      clock += ms;
      const due = [...suspended].filter(([, { until }]) => until <= clock);
      for (const [requestId] of due) await wake(requestId);
      await idle();
    },
    async start({ scene, flow, version, objectId }: { scene: Scene; flow: string; version: number; objectId: string }) {
      const { accountId, storeId, customer } = scene;
      const object = { type: 'order', id: objectId };
      const request = newRequest({
        accountId,
        flow,
        storeId,
        object,
        variables: {},
        dedupeKey: null,
        now: clock,
        flowVersion: version,
        userKey: `+${customer}`,
      });
      await deps.requests.insert(request, null);
      const { requestId } = request;
      await drive(accountId, requestId);
      return requestId;
    },
    /** Abandons a suspended run and starts it over from its log, as another instance does after a crash. */
    async startOver({ accountId }: Scene, requestId: string): Promise<void> {
      suspended.delete(requestId);
      await drive(accountId, requestId);
    },
    /** Applies messages to a number in one batch, as Meta's webhook delivers them. */
    async deliver(
      { accountId, channelId }: Pick<Scene, 'accountId' | 'channelId'>,
      values: JsonObject[],
    ): Promise<void> {
      const receivedAt = clock;
      const events = values.map((value) =>
        queuedWebhookEvent({ accountId, channelId }, { type: 'message', value, receivedAt }),
      );
      await applyMessages(deps, await Promise.all(events));
      await idle();
    },
    async resume({ accountId }: Scene, requestId: string, step: string): Promise<void> {
      const context = { account: { accountId }, actor: { type: 'key', id: 'key_x', name: 'x' } } as Context;
      await patchRequest(deps, context, { requestId, patch: { resume: step } });
      await idle();
    },
    /** The messages that a request has sent, oldest first. */
    async sentBy({ accountId }: Scene, requestId: string) {
      const links = (await deps.requestLinks.findWithLinks(accountId, requestId))?.links;
      return (links?.messages ?? [])
        .filter(({ direction, step }) => direction === 'out' && !step?.startsWith('--'))
        .toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1));
    },
    async stateOf({ accountId }: Scene, requestId: string) {
      const request = await deps.requests.find(accountId, requestId);
      return { outcome: request?.outcome ?? null, waitingFor: request?.waitingFor ?? null };
    },
  };
}
