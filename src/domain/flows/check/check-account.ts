import type { Finding } from '../../../shared/failure';
import type { Deps } from '../../ports';
import type { Sketch } from './sketch';

/** The store and the flows that a flow needs: each can still be made before it runs, so what is missing is a warning. */
export async function checkAccount(deps: Deps, accountId: string, { steps }: Sketch): Promise<Finding[]> {
  const warnings: Finding[] = [];
  const stored = steps.filter(({ kind }) => kind === 'get_object' || kind === 'update_object');
  if (stored.length > 0) {
    const { rows } = await deps.stores.list(accountId, { limit: 2, after: null });
    for (const { at, kind } of stored) {
      const member = kind === 'get_object' ? 'getObject' : 'updateObject';
      const answers = rows.some((store) => store[member] !== null);
      if (rows.length > 1 || answers) continue;
      const what = kind === 'get_object' ? 'get_object' : 'update_object';
      const message =
        rows.length === 0
          ? 'The account has no store: make one with POST /v1/stores'
          : `The account's store has no ${what}: give it one with PATCH /v1/stores/{id}`;
      warnings.push({ path: at, code: rows.length === 0 ? 'store_not_found' : 'no_endpoint', message });
    }
  }
  const started = steps.flatMap(({ kind, raw, at }) =>
    kind === 'start_flow' && typeof raw.flow === 'string' ? [{ path: `${at}/flow`, key: raw.flow }] : [],
  );
  if (started.length === 0) return warnings;
  const active = await deps.flows.activeAmong(accountId, [...new Set(started.map(({ key }) => key))]);
  for (const { path, key } of started) {
    if (active.has(key)) continue;
    warnings.push({
      path,
      code: 'flow_not_found',
      message: `There is no active flow ${key} yet: save it, or switch it on`,
    });
  }
  return warnings;
}
