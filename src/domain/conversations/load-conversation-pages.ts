import type { ConversationFilter, ListPosition } from '../../db/conversation-list';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

type PagesDeps = Pick<Deps, 'conversationPages'>;

/** What the list shows: what waits for a person, what is assigned to whoever signed in, or everything. */
export const CONVERSATION_TABS = ['waiting', 'mine', 'all'] as const;
export type ConversationTab = (typeof CONVERSATION_TABS)[number];

const PAGE_SIZE = 30;
/** Rows of a conversation's stream on a page. */
export const STREAM_SIZE = 50;

const FILTERS: Record<ConversationTab, ConversationFilter & { isMine: boolean }> = {
  waiting: { isMine: false, isWaiting: true },
  mine: { isMine: true, state: 'open' },
  all: { isMine: false },
};

/** Reads a session and a page of the list. */
export const loadConversationList = (
  deps: PagesDeps,
  session: SessionRef,
  { tab, after }: { tab: ConversationTab; after: ListPosition | null },
) => deps.conversationPages.list(session, FILTERS[tab], { limit: PAGE_SIZE, after });

/** Reads a session, the list, and a conversation with the rows of its stream before `before`. */
export const loadConversation = (
  deps: PagesDeps,
  session: SessionRef,
  { conversationId, tab, before }: { conversationId: string; tab: ConversationTab; before: string | null },
) =>
  deps.conversationPages.load(session, {
    conversationId,
    filter: FILTERS[tab],
    limit: PAGE_SIZE,
    stream: { limit: STREAM_SIZE, after: before },
  });
