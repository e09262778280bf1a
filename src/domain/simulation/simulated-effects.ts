import type { RunProgress } from '../../db/run-statements';
import type { JsonObject } from '../../shared/json';
import { canonicalObject, type ObjectRef } from '../canonical-object';
import { priceCharge } from '../charges/price-charge';
import { type Effects, RunEnded, StepFailed, type StepIteration } from '../flows/engine/effects';
import { simulatedSend } from '../flows/steps/send-message/simulated-send';
import { startRefusal } from '../flows/steps/start-flow/start-refusal';
import { noReply, type Reply } from '../messages/reply';
import { planPush } from '../shopify/update/plan-push';
import { scenarioObject } from './scenario-object';
import type { SimulatedCustomer } from './simulated-customer';
import type { SimulationInput, Transcript } from './simulation-types';

/** A simulation is one call of the API: a flow that does more than this, or writes more, is stopped. */
const MAX_EFFECTS = 1_000;
const MAX_CHARACTERS = 2_000_000;

const keyOf = ({ type, id }: ObjectRef): string => JSON.stringify([type, id]);

/**
 * The effects of a run in virtual time: they write a transcript and touch nothing. A message is taken as delivered, a push
 * as accepted by the merchant, unless the scenario says that the step fails.
 */
export function simulatedEffects(
  world: SimulationInput,
  {
    transcript,
    customer,
    object,
    startedAt,
    newId,
  }: {
    transcript: Transcript;
    customer: SimulatedCustomer;
    object: { ref: ObjectRef; data: JsonObject | null } | null;
    startedAt: number;
    newId: (prefix: 'msg' | 'req') => string;
  },
): Effects {
  const { account, scenario, flows } = world;
  const isShopify = world.store.kind === 'shopify';
  const send = simulatedSend(world, newId);
  const visited = new Set<string>();
  const sequences = new Map<string, number>();
  let now = startedAt;
  let effects = 0;
  let characters = 0;

  /** Follows the run: the steps it has passed, the variables it has written, the time. */
  const follow = ({ completedSteps: passed, patch }: RunProgress, at: StepIteration | null): void => {
    for (const { step, iteration, kind } of at ? [...passed, at] : passed) {
      const visitKey = `${step}#${iteration}`;
      // The wait before a send is the engine's own and no step of the flow's.
      if (kind === 'send_window' || visited.has(visitKey)) continue;
      visited.add(visitKey);
      transcript.path.push(step);
    }
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete transcript.variables[name];
      else transcript.variables[name] = value;
    }
    transcript.endedAt = now;
  };

  const begin = (at: StepIteration, progress: RunProgress): void => {
    follow(progress, at);
    effects += 1;
    if (effects > MAX_EFFECTS || characters > MAX_CHARACTERS) {
      throw new StepFailed('simulation_limit', 'The flow does more than a simulation shows');
    }
    transcript.workflowSteps += 1;
  };

  /** How the scenario lets the step fail; a step can have any name, also one that every object has. */
  const codeOf = ({ step }: StepIteration): string | undefined =>
    Object.hasOwn(scenario.fails, step) ? scenario.fails[step] : undefined;

  const keep = <Entry extends object>(list: Entry[], entry: Entry): void => {
    characters += JSON.stringify(entry).length;
    list.push(entry);
  };

  const charge = (
    step: string | null,
    { description, ...asked }: { description: string } & Parameters<typeof priceCharge>[0],
  ) => {
    const price = priceCharge(asked, account.priceList);
    if (price.ok) {
      const { quantity, unitPrice, amount } = price;
      keep(transcript.charges, { step, at: now, kind: asked.kind, description, quantity, unitPrice, amount });
    }
    return price;
  };

  /** Lets virtual time pass up to `until`, as often as something wakes the run before. */
  const suspend = ({ until, listens, isOver }: { until: number; listens: boolean; isOver: () => boolean }): void => {
    while (!isOver()) {
      transcript.workflowSteps += 1;
      if (listens) customer.expectReply(now);
      for (let woken = false; !woken && now < until; ) {
        now = customer.nextReplyAt(until) ?? until;
        woken = customer.deliverUntil(now);
      }
    }
  };

  charge(null, { kind: 'flow.run', description: world.flow });

  return {
    async getObject(at, progress, { object: named }) {
      begin(at, progress);
      const ref = canonicalObject(world.store, named);
      const code = codeOf(at);
      if (code !== undefined) return { kind: 'failed', code, now };
      if (isShopify && ref.type !== 'order') return { kind: 'failed', code: 'unsupported_object', now };
      const own = object && keyOf(object.ref) === keyOf(ref) ? object.data : null;
      const found = own ?? scenarioObject(world, ref);
      return found ? { kind: 'found', object: found, now } : { kind: 'not_found', now };
    },

    async sendMessage(at, progress, input) {
      begin(at, progress);
      const sent = send(customer, input, now);
      if (sent.kind === 'failed') return { ...sent, now };
      if (sent.kind === 'nothing') return { kind: 'sent', messageId: null, now };
      const code = codeOf(at);
      const { messageId, wamid, form, category, payload, message } = sent;
      customer.conversation.recordSent({ step: at.step, wamid, message, now, isReminder: input.isReminder });
      if (code !== undefined) return { kind: 'failed', code, detail: 'As the scenario says', now };
      keep(transcript.messages, { step: at.step, at: now, form, category, payload });
      if (sent.billable) charge(at.step, { kind: `message.${category}`, description: `WhatsApp, ${category}` });
      return { kind: 'sent', messageId, now };
    },

    async waitForReply(at, progress, { timeoutMs }) {
      begin(at, progress);
      // A wait of which the answer is there already suspends nothing.
      transcript.workflowSteps -= 1;
      const until = now + timeoutMs;
      customer.conversation.recordWait(at.step, 'reply');
      let reply: Reply | undefined;
      suspend({
        until,
        listens: true,
        isOver: () => {
          reply ??= customer.takeReply();
          return reply !== undefined || customer.known.optOutPending || now >= until;
        },
      });
      const optedOut = reply === undefined && customer.known.optOutPending;
      if (reply === undefined) customer.known.optOutPending = false;
      customer.conversation.recordResume();
      transcript.endedAt = now;
      return { now, variables: transcript.variables, reply: reply ?? noReply(optedOut), undelivered: false };
    },

    async waitUntil(at, progress, { until }) {
      begin(at, progress);
      transcript.workflowSteps -= 1;
      customer.conversation.recordWait(at.step, 'timer');
      suspend({ until, listens: false, isOver: () => now >= until });
      customer.conversation.recordResume();
      transcript.endedAt = now;
      return { now, variables: transcript.variables };
    },

    async updateObject(at, progress, { object: named, variables, wait }) {
      begin(at, progress);
      const ref = canonicalObject(world.store, named);
      const planned = isShopify ? planPush({ objectType: ref.type, objectId: ref.id, variables }) : { ok: true };
      const told = ({ dead: 'dead', unverified: 'unverified', cancelled: 'cancelled' } as const)[codeOf(at) ?? ''];
      const state = told ?? (planned.ok ? 'delivered' : 'dead');
      const sequence = (sequences.get(keyOf(ref)) ?? 0) + 1;
      sequences.set(keyOf(ref), sequence);
      keep(transcript.pushes, { step: at.step, at: now, object: ref, sequence, variables, state });
      if (state === 'delivered' || state === 'unverified') {
        charge(at.step, { kind: 'push', description: `${ref.type} ${ref.id}` });
      }
      if (!wait) return { state: 'accepted', now };
      transcript.workflowSteps += 1;
      return { state, now, variables: transcript.variables };
    },

    async charge(at, progress, input) {
      begin(at, progress);
      const price = charge(at.step, input);
      return price.ok ? { written: true, now } : { written: false, code: price.code, now };
    },

    async startFlow(at, progress, { flow, variables }) {
      begin(at, progress);
      const code = codeOf(at);
      if (code !== undefined) return { kind: 'failed', code, detail: 'As the scenario says', now };
      // A flow that is tried before it is saved can start itself.
      const found = flows.find(({ key }) => key === flow) ?? (flow === world.flow ? { active: true } : undefined);
      const refusal = startRefusal(flow, found, transcript.started.length);
      if (refusal) return { kind: 'failed', ...refusal, now };
      keep(transcript.started, { step: at.step, at: now, flow, variables });
      return { kind: 'started', requestId: newId('req'), now };
    },

    async handOver(at, progress, { note }) {
      begin(at, progress);
      transcript.status = 'waiting';
      transcript.note = note;
      throw new RunEnded();
    },

    async end(progress, outcome) {
      follow(progress, null);
      transcript.outcome = outcome;
    },

    async fail(at, progress, { code, detail }) {
      follow(progress, at);
      transcript.status = 'failed';
      transcript.error = { code, detail, step: at.step };
    },
  };
}
