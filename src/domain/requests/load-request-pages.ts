import type { SearchRows, StoryRows } from '../../db/pages/request-pages';
import type { RequestSearch } from '../../db/requests/request-search';
import type { RequestFilter } from '../../db/requests/requests';
import type { RequestListName } from '../../shared/flows/request-lists';
import { LIST_DAYS } from '../home/load-home';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

type PagesDeps = Pick<Deps, 'requestPages' | 'now'>;

const DAY_MS = 86_400_000;

const PAGE_SIZE = 25;

/** Reads a session, a page of matching requests, latest first, and the flows to search by; no requests without a filter. */
export const searchRequests = (
  deps: PagesDeps,
  session: SessionRef,
  {
    filter,
    text,
    show,
    after,
  }: {
    filter: RequestFilter | null;
    text: RequestSearch['text'];
    show: RequestListName | undefined;
    after: string | null;
  },
): Promise<SearchRows> =>
  deps.requestPages.search(
    session,
    { filter: filter ?? {}, search: { text, list: show && { show, since: deps.now() - LIST_DAYS * DAY_MS } } },
    { limit: filter === null ? 0 : PAGE_SIZE, after },
  );

/** Reads a session and one request with everything that happened to it. */
export const loadRequestStory = (
  deps: Pick<Deps, 'requestPages'>,
  session: SessionRef,
  requestId: string,
): Promise<StoryRows> => deps.requestPages.loadStory(session, requestId);
