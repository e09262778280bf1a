import { HELD_MS } from '../../../shared/list-question';
import { type Known, whoWrote } from '../../customers/whose-message';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Incoming } from '../../messages/read-incoming';
import { chosenRequest } from './choice-id';
import { typedChoice } from './typed-choice';

/** The row of an open list question that a text means; only what was written after the question can. */
function typedRow({ event, channelId, sender, said, named, at }: Incoming, known: Known): string | null {
  if (known.questions.length === 0 || said.kind !== 'text' || typeof said.content.text !== 'string') return null;
  const names = whoWrote(known, event.account_id, sender, at)?.names ?? [];
  const question = known.questions.find(
    (row) =>
      row.channelId === channelId && names.includes(row.address) && row.createdAt <= at && row.createdAt > at - HELD_MS,
  );
  if (!question || (named !== null && named !== question.wamid)) return null;
  const content = question.content as OutgoingMessage;
  const rows = content.kind === 'list' ? content.sections.flatMap((section) => section.rows) : [];
  return chosenRequest(typedChoice(rows, said.content.text));
}

/** Returns the request that a customer chooses, by tapping a row of our list question or by typing it; null for any other message. */
export const chosenBy = (incoming: Incoming, known: Known): string | null =>
  chosenRequest(incoming.payload?.id ?? null) ?? typedRow(incoming, known);
