import { QUESTION_TTL_MS } from '../../../shared/flows/list-question';
import { type MatchContext, resolveSender } from '../../customers/sender';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Incoming } from '../../messages/read-incoming';
import { chosenRequest } from './choice-id';
import { findTypedRow } from './find-typed-row';

/** Returns the request that a typed text chooses in an open list question sent before it. */
function findTypedRequest(
  { event, channelId, sender, body, referencedWamid, at }: Incoming,
  context: MatchContext,
): string | null {
  if (context.questions.length === 0 || body.kind !== 'text' || typeof body.content.text !== 'string') return null;
  const names = resolveSender(context, event.account_id, sender, at)?.aliases ?? [];
  const question = context.questions.find(
    (row) =>
      row.channelId === channelId &&
      names.includes(row.address) &&
      row.createdAt <= at &&
      row.createdAt > at - QUESTION_TTL_MS,
  );
  if (!question || (referencedWamid !== null && referencedWamid !== question.wamid)) return null;
  const content = question.content as OutgoingMessage;
  const rows = content.kind === 'list' ? content.sections.flatMap((section) => section.rows) : [];
  return chosenRequest(findTypedRow(rows, body.content.text));
}

/** Returns the request that a customer chooses, by tapping a row of our list question or by typing it; null for any other message. */
export const findChosenRequest = (incoming: Incoming, context: MatchContext): string | null =>
  chosenRequest(incoming.payload?.id ?? null) ?? findTypedRequest(incoming, context);
