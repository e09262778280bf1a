import { z } from 'zod';
import type { CustomerRun } from '../../db/requests/runs-of-customer';
import { type RequestStoryEntry, storyOf } from '../../domain/requests/story-of';
import { STEP_STATUSES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { formatMoney } from '../../shared/numbers/money';
import { formatInstant } from '../../shared/time/time-zone';
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

type Links = CustomerRun['links'];
type StoryEntry = RequestStoryEntry<Links>;

const chargeOf = ({ chargeId, kind, amount, currency }: Links['charges'][number]): JsonObject => ({
  charge_id: chargeId,
  kind,
  amount: formatMoney(amount, LEDGER_DECIMALS),
  currency,
});

function messageOf({ row, statuses, cost }: NonNullable<StoryEntry['message']>, zone: string): JsonObject {
  const { messageId: message_id, wamid, address, kind, content } = row;
  if (row.direction === 'out') {
    const delivery = { status: row.status, statuses: presentStatuses(statuses, zone), cost: cost && chargeOf(cost) };
    return { message_id, wamid, to: address, kind, ...delivery };
  }
  const { text = null, button = null, list = null } = content;
  return { message_id, wamid, from: address, kind, text, button, list };
}

const pushOf = ({ row, attempts }: NonNullable<StoryEntry['push']>, zone: string): JsonObject => ({
  push_id: row.pushId,
  state: row.state,
  sequence: row.sequence,
  ...(row.held === null ? {} : { held: row.held }),
  attempts: attempts.map(({ number, startedAt, durationMs, status, error }) => ({
    number,
    started_at: formatInstant(startedAt, zone),
    duration_ms: durationMs,
    status,
    error,
  })),
});

/** Builds the steps of a request from the rows linked to it, in order, in their current state. */
export const presentSteps = (links: Links, zone: string): StepResource[] =>
  storyOf(links).map(({ step, kind, status, detail, startedAt, endedAt, message, push, charge }, i) => ({
    seq: i + 1,
    step,
    kind,
    status,
    detail: {
      ...detail,
      ...(message ? messageOf(message, zone) : {}),
      ...(push ? pushOf(push, zone) : {}),
      ...(charge ? chargeOf(charge) : {}),
    },
    started_at: formatInstant(startedAt, zone),
    ended_at: endedAt === null ? null : formatInstant(endedAt, zone),
  }));
