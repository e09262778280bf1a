import { z } from 'zod';
import type { ConversationEntry } from '../../db/conversations/conversation-statements';
import { storedActor } from '../../shared/access/actor';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';

export const AddNote = z
  .strictObject({ text: z.string().trim().min(1).max(4_096) })
  .meta({ example: { text: 'Ha chiesto il reso per telefono' } });

/** Adds a note to a conversation; the customer never sees it. Fails with not_found. */
export async function addNote(
  { conversations, now }: Pick<Deps, 'conversations' | 'now'>,
  context: Context,
  { conversationId, text }: { conversationId: string } & z.infer<typeof AddNote>,
  makeIdempotencyRecord: MakeIdempotencyRecord<ConversationEntry>,
) {
  const [{ accountId }, createdAt] = [context.account, now()];
  const note: ConversationEntry = {
    entryId: newId('cve'),
    accountId,
    conversationId,
    kind: 'note',
    author: storedActor(context.actor),
    detail: { text },
    createdAt,
    seq: 0,
  };
  const targets = [{ type: 'conversation', id: conversationId }];
  const audit = newAuditEntry(context, createdAt, 'note.added', { targets });
  const added = await conversations.addNote(note, await makeIdempotencyRecord(note), audit);
  if (!added) throw new AppError('not_found', 'There is no such conversation');
  return added;
}
