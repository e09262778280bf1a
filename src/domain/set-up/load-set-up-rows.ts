import type { SetUpRows } from '../../db/pages/set-up';
import { READY_FLOW_KEYS } from '../flows/ready-flows';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

type SetUpDeps = Pick<Deps, 'setUp' | 'now'>;

/**
 * Reads a session and what its account has set up: the latest keys, stores, channels and flows, and the ready flows among
 * them. One row more than `maxRows` of each means that more exist.
 */
export const loadSetUpRows = (deps: SetUpDeps, session: SessionRef, maxRows: number): Promise<SetUpRows> =>
  deps.setUp.load(session, { now: deps.now(), maxRows, flowKeys: READY_FLOW_KEYS });

/** Reads a session and one store with its active webhook keys. */
export const loadStoreSetUp = (deps: SetUpDeps, session: SessionRef, storeId: string) =>
  deps.setUp.loadStore(session, storeId, deps.now());

/** Reads a session and one WhatsApp number. */
export const loadChannelSetUp = (deps: SetUpDeps, session: SessionRef, channelId: string) =>
  deps.setUp.loadChannel(session, channelId);
