import type { ConversationFilter, ListPosition } from '../../db/conversations/conversation-list';
import type { StreamOfConversation } from '../../db/conversations/conversations';
import type { PageParams } from '../../db/sql/page';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

type Reads = Pick<Deps, 'conversations'>;

/** Returns a page of conversations: first those that wait for a person, the longest wait first. One round trip. */
export const listConversations = (
  { conversations }: Reads,
  { account }: Context,
  { filter, page }: { filter: ConversationFilter; page: { limit: number; after: ListPosition | null } },
) => conversations.list(account.accountId, filter, page);

/**
 * Returns the conversations that have changed since a number of the account's stream, the first change first. If nothing has
 * changed, only the number is read.
 */
export async function listChangedConversations(
  { conversations }: Reads,
  { account: { accountId } }: Context,
  { filter, since, limit }: { filter: ConversationFilter; since: number; limit: number },
) {
  const lastSeq = await conversations.lastSeq(accountId);
  if (lastSeq <= since) return { rows: [], more: false };
  return conversations.listChanged(accountId, filter, { since, limit });
}

/** Returns one of the account's conversations. Fails with not_found. */
export async function findConversation({ conversations }: Reads, { account }: Context, conversationId: string) {
  const found = await conversations.find(account.accountId, conversationId);
  if (!found) throw new AppError('not_found', 'There is no such conversation');
  return found;
}

export type StreamItem = StreamOfConversation['messages'][number] | StreamOfConversation['entries'][number];
const idOf = (row: StreamItem): string => ('messageId' in row ? row.messageId : row.entryId);
/** Ids contain their time after the prefix. */
const timeOf = (row: StreamItem): string => idOf(row).slice(idOf(row).indexOf('_') + 1);

/** Returns a page of a stream, the newest row first, from one row more of each kind; `next` is where the next page begins. */
export function pageOfStream(
  { messages, entries }: Pick<StreamOfConversation, 'messages' | 'entries'>,
  limit: number,
): { rows: StreamItem[]; next: string | null } {
  const rows = [...messages, ...entries].toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  const last = rows.slice(0, limit).at(-1);
  return { rows: rows.slice(0, limit), next: rows.length > limit && last ? timeOf(last) : null };
}

/** Returns a conversation and a page of its stream, the newest row first; one round trip. Fails with not_found. */
export async function readStream(
  { conversations }: Reads,
  { account }: Context,
  { conversationId, page }: { conversationId: string; page: PageParams },
) {
  const { conversation, messages, entries, ...links } = await conversations.stream(
    account.accountId,
    conversationId,
    page,
  );
  if (!conversation) throw new AppError('not_found', 'There is no such conversation');
  return { conversation, ...pageOfStream({ messages, entries }, page.limit), ...links };
}
