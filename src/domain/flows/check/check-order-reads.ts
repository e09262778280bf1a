import type { Issue } from '../../../shared/app-error';
import type { VariableRead } from './check-liquid';
import type { ParsedFlow } from './parse-flow';
import { unknownOrderMember } from './unknown-order-member';

/** The names under which a flow saves orders and nothing else, where a store has nothing but orders. */
function namesOfOrders({ steps }: ParsedFlow): Set<string> {
  const saves = steps.flatMap(({ raw, kind }) =>
    typeof raw.save_as === 'string' ? [{ name: raw.save_as, kind }] : [],
  );
  const others = new Set(saves.flatMap(({ name, kind }) => (kind === 'get_object' ? [] : [name])));
  return new Set(saves.flatMap(({ name }) => (others.has(name) ? [] : [name])));
}

/** Warns of members that an order of a Shopify store never has; what a merchant's own getObject answers is not known. */
export function checkOrderReads(sketch: ParsedFlow, reads: VariableRead[]): Issue[] {
  const names = namesOfOrders(sketch);
  return reads.flatMap(({ at, path, step }): Issue[] => {
    const message = step !== null && names.has(path[0] ?? '') ? unknownOrderMember(path) : null;
    return message === null ? [] : [{ path: at, code: 'unknown_variable', message }];
  });
}
