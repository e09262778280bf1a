import type { Issue } from '../../../shared/errors/app-error';
import type { VariableRead } from './check-liquid';
import type { ParsedFlow } from './parse-flow';
import { unknownOrderMember } from './unknown-member';

/** Returns the names under which a flow saves only objects of stores. */
function orderNames({ steps }: ParsedFlow): Set<string> {
  const saves = steps.flatMap(({ raw, kind }) =>
    typeof raw.save_as === 'string' ? [{ name: raw.save_as, kind }] : [],
  );
  const others = new Set(saves.flatMap(({ name, kind }) => (kind === 'get_object' ? [] : [name])));
  return new Set(saves.flatMap(({ name }) => (others.has(name) ? [] : [name])));
}

/** Warns of members that an order never has. Only for accounts with Shopify stores alone, whose objects are all orders. */
export function checkOrderReads(parsedFlow: ParsedFlow, reads: VariableRead[]): Issue[] {
  const names = orderNames(parsedFlow);
  return reads.flatMap(({ at, path, step }): Issue[] => {
    const message = step !== null && names.has(path[0] ?? '') ? unknownOrderMember(path) : null;
    return message === null ? [] : [{ path: at, code: 'unknown_variable', message }];
  });
}
