import { CONVERSATION_TABS, type ConversationTab } from '../../../domain/conversations/load-conversation-pages';

/** The list beside a conversation: a tab, or what a search finds in all of them. */
export type ListQuery = { tab: ConversationTab; search: string | null };

const MAX_SEARCH = 200;
/** NUL, and what would break a line of the page. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** Reads the list from a query or a form; by default it is what waits. */
export function readListQuery(get: (name: 'tab' | 'q') => string | null | undefined): ListQuery {
  const search = (get('q') ?? '').replaceAll(CONTROL_CHARACTERS, ' ').trim();
  return {
    tab: CONVERSATION_TABS.find((tab) => tab === get('tab')) ?? 'waiting',
    search: search === '' ? null : Array.from(search).slice(0, MAX_SEARCH).join(''),
  };
}

/** Returns the parameters of an address that name the list. */
export const listParams = ({ tab, search }: ListQuery): Record<string, string> => ({
  tab,
  ...(search === null ? {} : { q: search }),
});

/** Returns the address of a page of the list. */
export const listPath = (query: ListQuery, cursor: string | null = null): string =>
  `/account/profile/conversations?${new URLSearchParams({ ...listParams(query), ...(cursor === null ? {} : { cursor }) }).toString()}`;

/** Returns the address of a conversation beside the list. */
export const conversationPath = (conversationId: string | null, query: ListQuery): string =>
  `/account/profile/conversations/${conversationId}?${new URLSearchParams(listParams(query)).toString()}`;

/** The fields by which a form returns to the same list. */
export const ListFields = ({ query }: { query: ListQuery }) => (
  <>
    <input type="hidden" name="tab" value={query.tab} />
    {query.search !== null && <input type="hidden" name="q" value={query.search} />}
  </>
);
