import { env } from 'cloudflare:workers';
import { makeDeps } from '../../../src/composition/make-deps';
import { readSettings } from '../../../src/composition/settings';
import { FlowDefinition } from '../../../src/domain/flows/definition/definition';
import { driveRun } from '../../../src/domain/flows/drive-run';
import type { DurableRuntime } from '../../../src/domain/flows/engine/durable-runtime';
import { MAX_WAIT_MS } from '../../../src/domain/flows/engine/suspend';
import { applyMessages } from '../../../src/domain/inbound/apply-messages';
import { applyStatuses } from '../../../src/domain/inbound/apply-statuses';
import type { WebhookEvent } from '../../../src/domain/inbound-event';
import type { Deps } from '../../../src/domain/ports';
import { deliverBatch } from '../../../src/domain/pushes/deliver-batch';
import { newRequest } from '../../../src/domain/requests/new-request';
import type { JsonObject } from '../../../src/shared/json/json';
import { parseDuration } from '../../../src/shared/time/duration';
import { replyValue, statusValue } from '../../standins/meta-webhooks';
import { queuedWebhookEvent } from '../../support/queued-webhook-event';
import type { Scene } from '../../support/scene';

/** A reply of the customer. `answers`: the step of the message that it quotes or reacts to. */
export type ScriptedReply = {
  text?: string;
  button?: string;
  kind?: 'reaction';
  answers?: string;
  /** How long before its delivery it was written. */
  late_by?: string;
  after?: string;
  minute?: number;
};
export type Kill = { after: number; losesResults: boolean };

class Killed extends Error {}
/** Thrown when the run waits for a person, because the test has none. */
class HandedOver extends Error {}

const CATEGORY: Record<string, string> = { offer: 'marketing' };

/**
 * Drives real runs in virtual time: the real driver, real rows in D1, and the stand-ins of Meta and the merchant. The platform
 * is simulated, so that it can crash between any two calls of the driver and restart.
 */
export function durableWorld(scene: Scene) {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const real = makeDeps(env, check.settings, {
    d1: env.DB,
    meter: { statements: 0, roundTrips: 0, rowsRead: 0 },
    traceId: 'drivers',
    ownHost: null,
  });
  let clock = 0;
  let wakes = 0;
  let queued: string[] = [];
  const engine: Deps['engine'] = {
    start: async () => undefined,
    wake: async () => void (wakes += 1),
    stop: async () => undefined,
    revive: async () => undefined,
  };
  const deps: Deps = {
    ...real,
    engine,
    now: () => clock,
    log: () => undefined,
    queuePushes: async (wakeUps) => void queued.push(...wakeUps.map(({ pushId }) => pushId)),
    channelRate: { reserve: async () => ({ waitMs: 0, isGranted: true }), slowDown: async () => undefined },
  };

  /** Signed by the virtual clock: the merchant rejects old signatures. */
  const deliver = async (): Promise<void> => {
    while (queued.length > 0) {
      const ids = queued;
      queued = [];
      const works: Promise<void>[] = [];
      await deliverBatch({ ...deps, now: () => real.now() }, ids, (work) => void works.push(work));
      await Promise.all(works);
    }
  };

  const eventsOf = (type: 'message' | 'status', values: JsonObject[]): Promise<WebhookEvent[]> =>
    Promise.all(values.map((value) => queuedWebhookEvent(scene, { type, value, receivedAt: clock })));

  return {
    async run(test: {
      definition: object;
      startedAt: number;
      customer: string;
      objectId: string;
      variables: JsonObject;
      replies: ScriptedReply[];
      kills: Kill[];
    }) {
      const definition = FlowDefinition.parse(test.definition);
      clock = test.startedAt;
      const { accountId } = scene;
      const key = `f${test.objectId}`;
      await deps.flows.addVersion({
        accountId,
        key,
        name: 'random',
        triggerOn: 'api',
        definition,
        deactivates: false,
        digest: key,
        expectedVersion: undefined,
        now: clock,
      });
      const request = newRequest({
        accountId,
        flow: key,
        flowVersion: 1,
        userKey: `+${test.customer}`,
        storeId: scene.storeId,
        object: { type: 'order', id: test.objectId },
        variables: test.variables,
        dedupeKey: null,
        now: clock,
      });
      const { requestId } = request;
      await deps.requests.insert(request, null);

      const pendingReplies = test.replies.map((said, position) => ({
        said,
        position,
        at: said.minute === undefined ? null : test.startedAt + said.minute * 60_000,
      }));
      const next = () =>
        pendingReplies
          .filter(({ at }) => at !== null)
          .sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.position - b.position)[0];
      /** Delivers the next reply that is due by `until`. Returns false if there is none. */
      const deliverNextReply = async (until: number): Promise<boolean> => {
        const due = next();
        if (!due || due.at === null || due.at > until) return false;
        pendingReplies.splice(pendingReplies.indexOf(due), 1);
        clock = due.at;
        const { text, button, kind, answers, late_by = '' } = due.said;
        const pressed = `${requestId}.${button}`;
        const payload = button === undefined ? {} : { button: { payload: pressed, text: button } };
        const sent = ((await real.requestLinks.findWithLinks(accountId, requestId))?.links.messages ?? [])
          .filter(({ direction, wamid }) => direction === 'out' && wamid !== null)
          .sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
        // Meta names the message whose button was pressed.
        const seen = answers === undefined ? sent : sent.filter(({ step }) => step === answers);
        const named = seen.findLast(({ content }) => JSON.stringify(content).includes(pressed)) ?? seen.at(-1);
        const wamid = named?.wamid ?? 'wamid.of-no-message';
        const reaction = { type: 'reaction', reaction: { emoji: text, message_id: wamid } };
        const { messages } = replyValue({
          from: test.customer,
          ...(kind === undefined && (button !== undefined || answers !== undefined) ? { context_wamid: wamid } : {}),
          ...(kind === undefined ? {} : { kind: reaction }),
          timestamp: String((clock - (parseDuration(late_by) ?? 0)) / 1_000),
          text,
          ...payload,
        }) as { messages: JsonObject[] };
        await applyMessages(deps, await eventsOf('message', messages));
        return true;
      };
      const kindOf = (type: string): string | undefined =>
        definition.steps.find(({ id }) => type.replace(/(--window)?-\d+$/, '') === id && !type.includes('--window'))
          ?.do;

      const kept = new Map<string, JsonObject>();
      const kills = [...test.kills];
      let callsSinceKill = 0;
      let calls = 0;
      const mayDie = (): void => {
        if (kills[0] && callsSinceKill >= kills[0].after) {
          callsSinceKill = 0;
          if (kills.shift()?.losesResults) kept.clear();
          throw new Killed();
        }
        callsSinceKill += 1;
      };
      const durable: DurableRuntime = {
        async do(name, _delays, action) {
          mayDie();
          const known = kept.get(name);
          if (known) return known;
          calls += 1;
          const result = await action(true);
          // A crash before the platform has stored the result: only the log in D1 has it.
          mayDie();
          kept.set(name, result);
          return result;
        },
        async waitForEvent(_name, type, timeoutMs) {
          mayDie();
          calls += 1;
          const kind = kindOf(type);
          if (kind === 'hand_over' && timeoutMs >= MAX_WAIT_MS) throw new HandedOver();
          if (kind === 'update_object') return deliver();
          const until = clock + timeoutMs;
          if (kind === 'wait_for_reply') {
            const first = pendingReplies.find(({ said }) => said.after !== undefined);
            if (first && first.at === null) first.at = clock + (parseDuration(first.said.after ?? '') ?? 0);
          }
          const before = wakes;
          while (await deliverNextReply(until)) {
            if (wakes > before) return mayDie();
          }
          clock = until;
          mayDie();
        },
      };

      const start = clock;
      while (await deliverNextReply(start));
      clock = start;
      let deaths = 0;
      for (let over = false; !over; ) {
        try {
          await driveRun(deps, { accountId, requestId }, durable);
          over = true;
        } catch (error) {
          if (error instanceof HandedOver) over = true;
          else if (error instanceof Killed) deaths += 1;
          else throw error;
        }
      }
      await deliver();
      const links = (await real.requestLinks.findWithLinks(accountId, requestId))?.links;
      if (!links) throw new Error('the request is gone');
      const statuses = links.messages.flatMap(({ direction, wamid, messageId, content }) => {
        if (direction === 'in' || wamid === null) return [];
        const category = content.kind === 'template' ? (CATEGORY[content.name as string] ?? 'utility') : 'service';
        const status = { wamid, status: 'delivered', recipient: test.customer, callback: messageId, category };
        return statusValue({ ...status, billable: category !== 'service' }).statuses as JsonObject[];
      });
      await applyStatuses(deps, await eventsOf('status', statuses));
      return { requestId, calls, deaths, ...(await outcomeOf(real, accountId, requestId)) };
    },
  };
}

async function outcomeOf(deps: Deps, accountId: string, requestId: string) {
  const found = await deps.requestLinks.findWithLinks(accountId, requestId);
  if (!found) throw new Error('the request is gone');
  const { request, links } = found;
  const started = await env.DB.prepare(
    'select flow, variables from requests where account_id = ? and cause glob ? order by request_id',
  )
    .bind(accountId, `start_flow:${requestId}:*`)
    .all<{ flow: string; variables: string }>();
  return {
    request,
    path: links.steps.filter(({ kind }) => kind !== 'send_window').map(({ step }) => step),
    pushes: links.pushes
      .sort((a, b) => (a.pushId < b.pushId ? -1 : 1))
      .map(({ step, objectType, objectId, sequence, variables, state }) => ({
        step,
        object: { type: objectType, id: objectId },
        sequence,
        variables,
        state,
      })),
    charges: links.charges.map(({ kind, quantity, unitPrice, amount }) => ({ kind, quantity, unitPrice, amount })),
    started: started.results.map(({ flow, variables }) => ({ flow, variables: JSON.parse(variables) })),
  };
}
