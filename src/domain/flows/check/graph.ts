import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { JUMP_MEMBERS, type Transition } from '../step-kind/jumps';
import { findStepKind } from '../steps/step-kinds';
import type { ParsedFlow, ParsedStep } from './parse-flow';

export type Jump = {
  from: number;
  way: Exclude<Transition, 'next'>;
  /** JSON Pointer to the member that names the target. */
  at: string;
  target: string;
  /** The position of its case or choice; null for any other jump. */
  case: number | null;
};
export type Edge = {
  from: number;
  /** The number of steps where a run leaves the flow after its last step. */
  to: number;
  way: Transition;
  case: number | null;
  /** JSON Pointer for issues of this edge. */
  at: string;
  /** The names that Liquid can read after it. */
  saves: string[];
};

export type Graph = { jumps: Jump[]; edges: Edge[]; outgoing: Edge[][]; indexOf: Map<string, number> };

function jumpsOf({ index, at, raw }: ParsedStep): Jump[] {
  const found: Jump[] = [];
  const look = (part: JsonObject, way: Jump['way'], path: string, number: number | null) => {
    const target = part[way];
    if (typeof target === 'string') found.push({ from: index, way, at: `${path}/${way}`, target, case: number });
  };
  for (const member of ['cases', 'choices']) {
    const cases = raw[member];
    if (!Array.isArray(cases)) continue;
    cases.forEach((each, i) => {
      if (isJsonObject(each)) look(each, 'goto', `${at}/${member}/${i}`, i);
    });
  }
  for (const way of JUMP_MEMBERS) look(raw, way, at, null);
  return found;
}

/** Returns whether a run can go on to the step below; from a step of an unknown kind it may. */
const goesOn = ({ kind, raw }: ParsedStep): boolean => findStepKind(kind)?.goesOn?.(raw) ?? true;

/** Returns the names that a step saves when a run leaves it this way. */
function savesOf({ kind, raw }: ParsedStep, way: Transition): string[] {
  const saves = findStepKind(kind)?.saves;
  if (saves) return saves(raw, way);
  return way === 'next' && typeof raw.save_as === 'string' ? [raw.save_as] : [];
}

/** Builds the graph of a flow: every written jump, and every edge that a run can take. */
export function graphOf({ steps }: ParsedFlow): Graph {
  const indexOf = new Map<string, number>();
  for (const { id, index } of steps) if (id !== null && !indexOf.has(id)) indexOf.set(id, index);
  const jumps = steps.flatMap(jumpsOf);
  const outgoing: Edge[][] = steps.map((step) =>
    goesOn(step)
      ? [{ from: step.index, to: step.index + 1, way: 'next', case: null, at: step.at, saves: savesOf(step, 'next') }]
      : [],
  );
  for (const { target, from: index, way, at, case: number } of jumps) {
    const to = indexOf.get(target);
    const step = steps[index];
    if (to === undefined || !step) continue;
    outgoing[index]?.push({ from: index, to, way, case: number, at, saves: savesOf(step, way) });
  }
  return { jumps, outgoing, edges: outgoing.flat(), indexOf };
}

/** Returns the steps that the first ones lead to by allowed edges, the first ones included. */
export function reachableFrom(
  { outgoing }: Graph,
  first: number[],
  isAllowed: (edge: Edge) => boolean = () => true,
): Set<number> {
  const reachable = new Set(first);
  // Iteration over a Set includes what is added on the way.
  for (const index of reachable) {
    for (const edge of outgoing[index] ?? []) if (edge.to < outgoing.length && isAllowed(edge)) reachable.add(edge.to);
  }
  return reachable;
}
