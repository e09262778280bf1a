import type { Channel } from '../../db/channels/channels';
import type { Store } from '../../db/stores/stores';
import type { JsonObject } from '../../shared/json/json';
import { objectsIn, textOrEmpty } from '../../shared/json/read-json';
import type { Deps } from '../ports';

/** The most flows of an account that are checked. */
const MAX_FLOWS = 200;
/** Steps by which a flow writes to the customer, and to the store. */
const SENDS = ['send_message'];
const USES_STORE = ['get_object', 'update_object'];

/** What stops with a disconnected number or store: active flows, open requests, and updates that wait to be delivered. */
export type WhatStops = { flows: { key: string; name: string }[]; requests: number; pushes: number };

type Source = Pick<Deps, 'channels' | 'flows' | 'setUp' | 'stores'>;

/** Returns the account's active flows whose definition fulfils a condition. */
async function activeFlows(
  { flows }: Pick<Deps, 'flows'>,
  accountId: string,
  matches: (definition: JsonObject) => boolean,
): Promise<WhatStops['flows']> {
  const { rows } = await flows.list(accountId, { limit: MAX_FLOWS, after: null });
  return rows
    .filter(({ flow, definition }) => flow.active && matches(definition))
    .map(({ flow: { key, name } }) => ({ key, name }));
}

const hasStep = ({ steps }: JsonObject, kinds: string[]): boolean =>
  objectsIn(steps).some((step) => kinds.includes(textOrEmpty(step.do)));

/** Returns what stops without a number. A flow that names none writes from the account's only one. */
export async function whatStopsWithoutChannel(
  deps: Source,
  { accountId, channelId }: Pick<Channel, 'accountId' | 'channelId'>,
): Promise<WhatStops> {
  const { rows } = await deps.channels.list(accountId, { limit: 2, after: null });
  const isOnly = rows.length === 1;
  const flows = await activeFlows(
    deps,
    accountId,
    (flow) => hasStep(flow, SENDS) && (flow.channel === channelId || (flow.channel === undefined && isOnly)),
  );
  return { flows, ...(await deps.setUp.countOfChannel(accountId, channelId)) };
}

/** Returns what stops without a store. With another store left, no flow stops: a flow works for every store. */
export async function whatStopsWithoutStore(
  deps: Source,
  { accountId, storeId }: Pick<Store, 'accountId' | 'storeId'>,
): Promise<WhatStops> {
  const { rows } = await deps.stores.list(accountId, { limit: 2, after: null });
  const flows = rows.length === 1 ? await activeFlows(deps, accountId, (flow) => hasStep(flow, USES_STORE)) : [];
  return { flows, ...(await deps.setUp.countOfStore(accountId, storeId)) };
}
