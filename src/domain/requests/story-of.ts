import type { Charge } from '../../db/charges/charges';
import type { Message, MessageStatusRow } from '../../db/messages/messages';
import type { Push, PushAttempt } from '../../db/pushes/pushes';
import type { RequestLinks } from '../../db/requests/request-links';
import type { StepRow } from '../../db/requests/requests';
import { isStepChargeKey, messageChargeKey } from '../../shared/crypto/dedupe-key';
import { QUESTION_STEP } from '../../shared/flows/list-question';
import { OPT_OUT_STEP } from '../../shared/flows/opt-out-step';
import { statusesInOrder } from '../messages/statuses-in-order';

/** The members of linked rows that a story needs. */
type StoryLinks = {
  steps: Pick<
    StepRow,
    'step' | 'iteration' | 'seq' | 'kind' | 'status' | 'detail' | 'deadline' | 'startedAt' | 'endedAt'
  >[];
  messages: Pick<Message, 'messageId' | 'direction' | 'step' | 'iteration' | 'createdAt'>[];
  statuses: Pick<MessageStatusRow, 'messageId' | 'status' | 'at'>[];
  pushes: Pick<Push, 'pushId' | 'step' | 'iteration'>[];
  attempts: Pick<PushAttempt, 'pushId'>[];
  charges: Pick<Charge, 'dedupeKey' | 'createdAt'>[];
};
type RowOf<Links extends StoryLinks, Name extends keyof StoryLinks> = Links[Name][number];

/** A step, or an event outside the steps, with the message, push or charge that it caused. */
export type RequestStoryEntry<Links extends StoryLinks = RequestLinks> = Pick<
  StepRow,
  'kind' | 'status' | 'detail' | 'deadline' | 'startedAt' | 'endedAt'
> & {
  /** These two are null for an event outside the steps. */
  step: string | null;
  iteration: number | null;
  message: {
    row: RowOf<Links, 'messages'>;
    statuses: RowOf<Links, 'statuses'>[];
    cost: RowOf<Links, 'charges'> | null;
  } | null;
  push: { row: RowOf<Links, 'pushes'>; attempts: RowOf<Links, 'attempts'>[] } | null;
  /** Set for an entry that is a charge without a step. */
  charge: RowOf<Links, 'charges'> | null;
};

function messageOf<Links extends StoryLinks>(
  row: RowOf<Links, 'messages'> | undefined,
  links: Links,
): RequestStoryEntry<Links>['message'] {
  if (!row) return null;
  const cost = links.charges.find(({ dedupeKey }) => dedupeKey === messageChargeKey(row.messageId)) ?? null;
  return { row, statuses: statusesInOrder(links.statuses, row.messageId), cost };
}

const pushOf = <Links extends StoryLinks>(
  row: RowOf<Links, 'pushes'> | undefined,
  links: Links,
): RequestStoryEntry<Links>['push'] =>
  row ? { row, attempts: links.attempts.filter(({ pushId }) => pushId === row.pushId) } : null;

/** Makes the entry of an event outside the flow's steps. */
const eventEntry = <Links extends StoryLinks>(
  kind: string,
  at: number,
  more: Partial<RequestStoryEntry<Links>>,
): RequestStoryEntry<Links> => ({
  step: null,
  iteration: null,
  kind,
  status: 'done',
  detail: {},
  deadline: null,
  startedAt: at,
  endedAt: at,
  message: null,
  push: null,
  charge: null,
  ...more,
});

/**
 * Builds a request's story in order of time: its steps with their messages and pushes, the question which of several orders the
 * customer means, the messages received outside a wait, and the charges without a step.
 */
export function storyOf<Links extends StoryLinks>(links: Links): RequestStoryEntry<Links>[] {
  const { messages } = links;
  const steps = links.steps.map(({ step, iteration, seq, kind, status, detail, deadline, startedAt, endedAt }) => {
    const isOfStep = (row: { step: string | null; iteration: number | null }) =>
      row.step === step && row.iteration === iteration;
    const message = messageOf(messages.find(isOfStep), links);
    const push = pushOf(links.pushes.find(isOfStep), links);
    const entry = { step, iteration, kind, status, detail, deadline, startedAt, endedAt, message, push, charge: null };
    return { seq, entry };
  });
  const others = [
    ...messages
      .filter(({ step }) => step === QUESTION_STEP)
      .map((row) => eventEntry('question', row.createdAt, { message: messageOf(row, links) })),
    ...messages
      .filter(({ direction, step }) => direction === 'in' && (step === null || step === OPT_OUT_STEP))
      .map((row) => eventEntry('message_received', row.createdAt, { message: messageOf(row, links) })),
    ...links.charges
      .filter(({ dedupeKey }) => !isStepChargeKey(dedupeKey))
      .map((charge) => eventEntry('charge', charge.createdAt, { charge })),
  ].map((entry) => ({ seq: Number.POSITIVE_INFINITY, entry }));
  return [...steps, ...others]
    .toSorted((a, b) => a.entry.startedAt - b.entry.startedAt || (a.seq === b.seq ? 0 : a.seq - b.seq))
    .map(({ entry }) => entry);
}
