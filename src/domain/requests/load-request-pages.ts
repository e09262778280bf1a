import type { SearchRows, StoryRows } from '../../db/request-pages';
import type { RequestFilter } from '../../db/requests';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

type PagesDeps = Pick<Deps, 'requestPages'>;

const PAGE_SIZE = 25;

/** Reads a session, a page of matching requests, latest first, and the flows to search by; no requests without a filter. */
export const searchRequests = (
  deps: PagesDeps,
  session: SessionRef,
  { filter, after }: { filter: RequestFilter | null; after: string | null },
): Promise<SearchRows> =>
  deps.requestPages.search(session, filter ?? {}, { limit: filter === null ? 0 : PAGE_SIZE, after });

/** Reads a session and one request with everything that happened to it. */
export const loadRequestStory = (deps: PagesDeps, session: SessionRef, requestId: string): Promise<StoryRows> =>
  deps.requestPages.loadStory(session, requestId);
