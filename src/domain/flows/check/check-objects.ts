import type { Finding } from '../../../shared/failure';
import type { Read } from './check-liquid';
import type { Sketch } from './sketch';
import { triggerOf } from './trigger-of';

const readsObject = ({ condition, path: [root, member] }: Read): boolean =>
  condition && (root === 'object' || (root === 'request' && member === 'object'));

/**
 * Steps that need the object of the request in a flow that a message starts, which has none. Where the flow asks whether
 * there is one it is made to be started by other means too, and it is a warning.
 */
export function checkObjects(
  sketch: Sketch,
  { reads, reached }: { reads: Read[]; reached: Set<number> },
): { findings: Finding[]; warnings: Finding[] } {
  if (triggerOf(sketch) !== 'message.received') return { findings: [], warnings: [] };
  const without = sketch.steps.flatMap(({ kind, raw, at, index }): Finding[] => {
    if ((kind !== 'get_object' && kind !== 'update_object') || raw.object !== undefined || !reached.has(index))
      return [];
    const message = 'A flow that a message starts is about no object: name one, {"object": {"id": "…"}}';
    return [{ path: at, code: 'no_object', message }];
  });
  return reads.some(readsObject) ? { findings: [], warnings: without } : { findings: without, warnings: [] };
}
