import type { SetUpRows } from '../../db/pages/set-up';
import type { JsonObject } from '../../shared/json/json';
import type { Language } from '../../shared/text/language';
import { READY_FLOW_KEYS, readyFlows } from '../flows/ready-flows';
import type { FlowToPrepare } from './list-flow-templates';

/** Returns an account's flows, and the ready flows in this language that it has not saved. */
export async function flowsToPrepare(flows: SetUpRows['flows'], language: Language): Promise<FlowToPrepare[]> {
  const saved = flows.map((flow) => ({ key: flow.key, name: flow.name, definition: flow.definition, flow }));
  const ready = (await readyFlows()).filter(
    (each) => each.language === language && !saved.some(({ key }) => key === each.key),
  );
  const inOrder = ready.toSorted((a, b) => READY_FLOW_KEYS.indexOf(a.key) - READY_FLOW_KEYS.indexOf(b.key));
  return [...saved, ...inOrder.map(({ key, name, raw }) => ({ key, name, definition: raw as JsonObject, flow: null }))];
}
