import type { Account } from '../../db/accounts/accounts';
import type { TriggeredFlow } from '../../db/flows/flows';
import type { RequestRow } from '../../db/requests/requests';
import type { JsonObject } from '../../shared/json/json';
import type { Deps } from '../ports';
import { isTriggerConditionTrue } from './is-trigger-condition-true';
import { CancelOn } from './trigger';

/** A live request about an order, which some events cancel: `cancelOn`, and the settings of its flow, as JSON. */
export type WatchingRequest = Pick<RequestRow, 'requestId' | 'flow' | 'variables' | 'dedupeKey'> & {
  cancelOn: string;
  settings: string;
};

/** Returns whether the flow of a request names an event, and its condition holds in `scope`, so that the event cancels it. */
export const namesEvent = (
  deps: Pick<Deps, 'log'>,
  account: Pick<Account, 'accountId' | 'timeZone' | 'currency'>,
  { flow, cancelOn, settings }: WatchingRequest,
  { on, scope }: { on: string; scope: JsonObject },
): boolean =>
  CancelOn.parse(JSON.parse(cancelOn)).some(
    (each) => each.on === on && isTriggerConditionTrue(deps, account, { flow, when: each.when, settings, scope }),
  );

/** Returns those of the started requests that a later event may cancel. `flows` are the flows that started them. */
export const watchingAmong = (started: readonly RequestRow[], flows: readonly TriggeredFlow[]): WatchingRequest[] =>
  started.flatMap((request) => {
    const flow = flows.find(({ key }) => key === request.flow);
    return flow && flow.cancelOn !== null ? [{ ...request, cancelOn: flow.cancelOn, settings: flow.settings }] : [];
  });
