import type { JsonObject } from '../../shared/json';
import type { Language } from '../../shared/language';
import { READY_FLOW_KEYS, readyFlows } from '../flows/ready-flows';
import type { Deps } from '../ports';
import type { FlowToPrepare } from './list-flow-templates';

/** Returns the account's newest flows, and the ready flows in this language that it has not saved. */
export async function flowsToPrepare(
  { flows }: Pick<Deps, 'flows'>,
  accountId: string,
  { language, limit }: { language: Language; limit: number },
): Promise<FlowToPrepare[]> {
  const { rows } = await flows.list(accountId, { limit, after: null });
  const saved = rows.map(({ flow, definition }) => ({ key: flow.key, name: flow.name, definition, flow }));
  const ready = (await readyFlows()).filter(
    (each) => each.language === language && !saved.some(({ key }) => key === each.key),
  );
  const inOrder = ready.toSorted((a, b) => READY_FLOW_KEYS.indexOf(a.key) - READY_FLOW_KEYS.indexOf(b.key));
  return [...saved, ...inOrder.map(({ key, name, raw }) => ({ key, name, definition: raw as JsonObject, flow: null }))];
}
