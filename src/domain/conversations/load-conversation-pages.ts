import type { ConversationFilter, ListPosition } from '../../db/conversations/conversation-list';
import { searchTerms } from '../../shared/text/search-words';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

type PagesDeps = Pick<Deps, 'conversationPages'>;

/** What the list shows: conversations that wait for a person, those assigned to the user, or all. */
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

/** The conversations of a tab; a search finds those of every tab. */
type Listed = { tab: ConversationTab; search: string | null };
const filterOf = ({ tab, search }: Listed): ConversationFilter & { isMine: boolean } =>
  search === null ? FILTERS[tab] : { isMine: false, query: { text: search, terms: searchTerms(search) } };

/** Reads a session and a page of the list. */
export const loadConversationList = (
  deps: PagesDeps,
  session: SessionRef,
  { after, ...listed }: Listed & { after: ListPosition | null },
) => deps.conversationPages.list(session, filterOf(listed), { limit: PAGE_SIZE, after });

/** Reads a session, the list, and a conversation with the rows of its stream before `before`. */
export const loadConversation = (
  deps: PagesDeps,
  session: SessionRef,
  { conversationId, before, ...listed }: Listed & { conversationId: string; before: string | null },
) =>
  deps.conversationPages.load(session, {
    conversationId,
    filter: filterOf(listed),
    limit: PAGE_SIZE,
    stream: { limit: STREAM_SIZE, after: before },
  });
