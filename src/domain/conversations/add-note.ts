import { z } from 'zod';
import { storedActor } from '../../shared/actor';
import { AppError } from '../../shared/app-error';
import type { Context, Deps } from '../ports';

export const AddNote = z
  .strictObject({ text: z.string().trim().min(1).max(4_096) })
  .meta({ example: { text: 'Ha chiesto il reso per telefono' } });

/** Adds a note to a conversation; it is never sent. Fails with not_found. */
export async function addNote(
  { conversations, now }: Pick<Deps, 'conversations' | 'now'>,
  { account: { accountId }, actor }: Context,
  { conversationId, text }: { conversationId: string } & z.infer<typeof AddNote>,
) {
  const note = { accountId, conversationId, author: storedActor(actor), detail: { text }, at: now() };
  const added = await conversations.addNote(note);
  if (!added) throw new AppError('not_found', 'There is no such conversation');
  return added;
}
