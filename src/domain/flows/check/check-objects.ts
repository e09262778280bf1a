import type { Issue } from '../../../shared/errors/app-error';
import type { VariableRead } from './check-liquid';
import { usesStore } from './check-stores';
import type { ParsedFlow } from './parse-flow';
import { triggerOf } from './trigger-of';

const readsObject = ({ condition, path: [root, member] }: VariableRead): boolean =>
  condition && (root === 'object' || (root === 'request' && member === 'object'));

/**
 * Reports steps that need the request's object in a flow that a message starts, which has none. This is only a warning where
 * a condition of the flow tests for an object, as the flow is then meant for other starts too.
 */
export function checkObjects(
  parsedFlow: ParsedFlow,
  { reads, reachable }: { reads: VariableRead[]; reachable: Set<number> },
): { issues: Issue[]; warnings: Issue[] } {
  if (triggerOf(parsedFlow) !== 'message.received') return { issues: [], warnings: [] };
  const without = parsedFlow.steps.filter(usesStore).flatMap(({ raw, at, index }): Issue[] => {
    if (raw.object !== undefined || !reachable.has(index)) return [];
    const message = 'A flow that a message starts has no object: name one, {"object": {"id": "…"}}';
    return [{ path: at, code: 'no_object', message }];
  });
  return reads.some(readsObject) ? { issues: [], warnings: without } : { issues: without, warnings: [] };
}
