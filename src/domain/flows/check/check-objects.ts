import type { Issue } from '../../../shared/app-error';
import type { VariableRead } from './check-liquid';
import type { ParsedFlow } from './parse-flow';
import { triggerOf } from './trigger-of';

const readsObject = ({ condition, path: [root, member] }: VariableRead): boolean =>
  condition && (root === 'object' || (root === 'request' && member === 'object'));

/**
 * Steps that need the object of the request in a flow that a message starts, which has none. Where the flow asks whether
 * there is one it is made to be started by other means too, and it is a warning.
 */
export function checkObjects(
  sketch: ParsedFlow,
  { reads, reachable }: { reads: VariableRead[]; reachable: Set<number> },
): { issues: Issue[]; warnings: Issue[] } {
  if (triggerOf(sketch) !== 'message.received') return { issues: [], warnings: [] };
  const without = sketch.steps.flatMap(({ kind, raw, at, index }): Issue[] => {
    if ((kind !== 'get_object' && kind !== 'update_object') || raw.object !== undefined || !reachable.has(index))
      return [];
    const message = 'A flow that a message starts is about no object: name one, {"object": {"id": "…"}}';
    return [{ path: at, code: 'no_object', message }];
  });
  return reads.some(readsObject) ? { issues: [], warnings: without } : { issues: without, warnings: [] };
}
