import { QUESTION_TTL_MS } from '../../../shared/list-question';
import { type MatchContext, resolveSender } from '../../customers/sender';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Incoming } from '../../messages/read-incoming';
import { chosenRequest } from './choice-id';
import { typedChoice } from './typed-choice';

/** The row of an open list question that a text means; only what was written after the question can. */
function findTypedRequest(
  { event, channelId, sender, body: said, referencedWamid: named, at }: Incoming,
  known: MatchContext,
): string | null {
  if (known.questions.length === 0 || said.kind !== 'text' || typeof said.content.text !== 'string') return null;
  const names = resolveSender(known, event.account_id, sender, at)?.aliases ?? [];
  const question = known.questions.find(
    (row) =>
      row.channelId === channelId &&
      names.includes(row.address) &&
      row.createdAt <= at &&
      row.createdAt > at - QUESTION_TTL_MS,
  );
  if (!question || (named !== null && named !== question.wamid)) return null;
  const content = question.content as OutgoingMessage;
  const rows = content.kind === 'list' ? content.sections.flatMap((section) => section.rows) : [];
  return chosenRequest(typedChoice(rows, said.content.text));
}

/** Returns the request that a customer chooses, by tapping a row of our list question or by typing it; null for any other message. */
export const findChosenRequest = (incoming: Incoming, known: MatchContext): string | null =>
  chosenRequest(incoming.payload?.id ?? null) ?? findTypedRequest(incoming, known);
