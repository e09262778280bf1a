import { z } from 'zod';
import type { Charge } from '../../db/charges';
import type { Message } from '../../db/messages';
import type { RequestLinks } from '../../db/request-links';
import { QUESTION_STEP } from '../../domain/messages/question/question-of';
import type { JsonObject } from '../../shared/json';
import { formatMoney } from '../../shared/money';
import { STEP_STATUSES } from '../../shared/statuses';
import { formatInstant } from '../../shared/zone';
import { Instant, JsonRecord, LEDGER_DECIMALS } from './common';
import { presentStatuses } from './message';

export const StepResource = z
  .object({
    seq: z.number().int(),
    step: z.string().nullable(),
    kind: z.string(),
    status: z.enum(STEP_STATUSES),
    started_at: Instant,
    ended_at: Instant.nullable(),
    detail: JsonRecord,
  })
  .meta({ id: 'Step' });
type StepResource = z.infer<typeof StepResource>;

type Entry = Omit<StepResource, 'seq' | 'started_at' | 'ended_at'> & {
  order: number;
  startedAt: number;
  endedAt: number | null;
};

function sentMessage(message: Message, links: RequestLinks, zone: string): JsonObject {
  const charge = links.charges.find(({ cause }) => cause === `message:${message.messageId}`);
  return {
    message_id: message.messageId,
    wamid: message.wamid,
    to: message.address,
    kind: message.kind,
    status: message.status,
    statuses: presentStatuses(links.statuses, message.messageId, zone),
    cost: charge ? chargeOf(charge) : null,
  };
}

const receivedMessage = ({ messageId, wamid, address, kind, content }: Message): JsonObject => ({
  message_id: messageId,
  wamid,
  from: address,
  kind,
  text: content.text ?? null,
  button: content.button ?? null,
  list: content.list ?? null,
});

function pushOf(push: RequestLinks['pushes'][number], links: RequestLinks, zone: string): JsonObject {
  return {
    push_id: push.pushId,
    state: push.state,
    sequence: push.sequence,
    attempts: links.attempts
      .filter(({ pushId }) => pushId === push.pushId)
      .map(({ number, startedAt, durationMs, status, error }) => ({
        number,
        started_at: formatInstant(startedAt, zone),
        duration_ms: durationMs,
        status,
        error,
      })),
  };
}

const chargeOf = ({ chargeId, kind, amount, currency }: Charge): JsonObject => ({
  charge_id: chargeId,
  kind,
  amount: formatMoney(amount, LEDGER_DECIMALS),
  currency,
});

/** Parts what is linked to many requests by the request; of statuses and attempts each gets all. */
export function linksByRequest(links: RequestLinks): (requestId: string) => RequestLinks {
  const steps = Map.groupBy(links.steps, ({ requestId }) => requestId);
  const messages = Map.groupBy(links.messages, ({ requestId }) => requestId);
  const pushes = Map.groupBy(links.pushes, ({ requestId }) => requestId);
  const charges = Map.groupBy(links.charges, ({ requestId }) => requestId);
  return (id) => ({
    ...links,
    steps: steps.get(id) ?? [],
    messages: messages.get(id) ?? [],
    pushes: pushes.get(id) ?? [],
    charges: charges.get(id) ?? [],
  });
}

/**
 * Everything that was linked to one request, in order: its steps with the messages and pushes they caused as those stand
 * now, the messages that came beside a wait, the charges.
 */
export function presentSteps(links: RequestLinks, zone: string): StepResource[] {
  const { messages } = links;
  const entries: Entry[] = links.steps.map(({ step, visit, seq, kind, status, detail, startedAt, endedAt }) => {
    const same = (row: { step: string | null; visit: number | null }) => row.step === step && row.visit === visit;
    const message = messages.find(same);
    const push = links.pushes.find(same);
    const linked = {
      ...(message?.direction === 'out' ? sentMessage(message, links, zone) : {}),
      ...(message?.direction === 'in' ? receivedMessage(message) : {}),
      ...(push ? pushOf(push, links, zone) : {}),
    };
    return { order: seq, step, kind, status, detail: { ...detail, ...linked }, startedAt, endedAt };
  });
  const last = entries.length + 1;
  for (const question of messages.filter(({ step }) => step === QUESTION_STEP)) {
    const { createdAt } = question;
    const done = { status: 'done', startedAt: createdAt, endedAt: createdAt } as const;
    entries.push({ order: last, step: null, kind: 'question', detail: sentMessage(question, links, zone), ...done });
  }
  const unclaimed = messages.filter(({ direction, step }) => direction === 'in' && step === null);
  for (const message of unclaimed) {
    const { createdAt } = message;
    const done = { status: 'done', startedAt: createdAt, endedAt: createdAt } as const;
    entries.push({ order: last, step: null, kind: 'message_received', detail: receivedMessage(message), ...done });
  }
  for (const charge of links.charges) {
    if (charge.cause.startsWith('step:')) continue;
    const done = { status: 'done', startedAt: charge.createdAt, endedAt: charge.createdAt } as const;
    entries.push({ order: last, step: null, kind: 'charge', detail: chargeOf(charge), ...done });
  }
  return entries
    .sort((a, b) => a.startedAt - b.startedAt || a.order - b.order)
    .map(({ order: _, startedAt, endedAt, ...entry }, i) => ({
      seq: i + 1,
      ...entry,
      started_at: formatInstant(startedAt, zone),
      ended_at: endedAt === null ? null : formatInstant(endedAt, zone),
    }));
}
