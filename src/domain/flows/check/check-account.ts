import type { Account } from '../../../db/accounts/accounts';
import type { Issue } from '../../../shared/errors/app-error';
import type { Deps } from '../../ports';
import type { CheckedDefinition } from './check-definition';
import { checkOrderReads } from './check-order-reads';
import { checkPrices } from './check-prices';
import { checkStores, isOnlyShopify, stepsOfStores } from './check-stores';
import type { ParsedFlow } from './parse-flow';

async function checkStartedFlows(
  deps: Pick<Deps, 'flows'>,
  accountId: string,
  { steps }: ParsedFlow,
): Promise<Issue[]> {
  const started = steps.flatMap(({ kind, raw, at }) =>
    kind === 'start_flow' && typeof raw.flow === 'string' ? [{ path: `${at}/flow`, key: raw.flow }] : [],
  );
  if (started.length === 0) return [];
  const saved = await deps.flows.findStates(accountId, [...new Set(started.map(({ key }) => key))]);
  const active = new Set(saved.flatMap(({ key, active: on }) => (on ? [key] : [])));
  return started.flatMap(({ path, key }) =>
    active.has(key)
      ? []
      : [{ path, code: 'flow_not_found', message: `There is no active flow ${key} yet: save or activate it` }],
  );
}

/**
 * Checks a flow against the account's stores, prices and other flows. Anything that can still be fixed before the flow runs
 * is a warning. Reads the stores and the flows only if the flow has steps that need them.
 */
export async function checkAccount(
  deps: Pick<Deps, 'flows' | 'stores'>,
  account: Pick<Account, 'accountId' | 'priceList'>,
  { parsedFlow, reads }: Pick<CheckedDefinition, 'parsedFlow' | 'reads'>,
): Promise<{ issues: Issue[]; warnings: Issue[] }> {
  const [stores, started] = await Promise.all([
    stepsOfStores(parsedFlow).length === 0 ? null : deps.stores.listKinds(account.accountId),
    checkStartedFlows(deps, account.accountId, parsedFlow),
  ]);
  const ofStores = stores ? checkStores(parsedFlow, stores) : { issues: [], warnings: [] };
  return {
    issues: ofStores.issues,
    warnings: [
      ...ofStores.warnings,
      ...(stores && isOnlyShopify(stores) ? checkOrderReads(parsedFlow, reads) : []),
      ...checkPrices(parsedFlow, account),
      ...started,
    ],
  };
}
