import { isJsonObject, type JsonObject } from '../../../shared/json';
import type { ParsedFlow, ParsedStep } from './parse-flow';

/** How a run comes from a step to another: `next` is the step below. */
export type Transition =
  | 'next'
  | 'goto'
  | 'otherwise'
  | 'on_timeout'
  | 'on_failed'
  | 'on_error'
  | 'on_not_found'
  | 'on_unverified';

export type Jump = {
  from: number;
  way: Exclude<Transition, 'next'>;
  /** JSON Pointer to the member that names the target. */
  at: string;
  target: string;
  /** Which of the step's cases it belongs to. */
  case: number | null;
};
export type Edge = {
  from: number;
  /** The number of steps where the flow ends below its last one. */
  to: number;
  way: Transition;
  case: number | null;
  /** Where a mistake of this edge is told. */
  at: string;
  /** What Liquid can read after it. */
  saves: string[];
};

export type Graph = { jumps: Jump[]; edges: Edge[]; outgoing: Edge[][]; indexOf: Map<string, number> };

const JUMPS = ['otherwise', 'on_timeout', 'on_failed', 'on_error', 'on_not_found', 'on_unverified'] as const;

function jumpsOf({ index, at, raw }: ParsedStep): Jump[] {
  const found: Jump[] = [];
  const look = (part: JsonObject, way: Jump['way'], path: string, number: number | null) => {
    const target = part[way];
    if (typeof target === 'string') found.push({ from: index, way, at: `${path}/${way}`, target, case: number });
  };
  const cases = Array.isArray(raw.cases) ? raw.cases : [];
  cases.forEach((each, i) => {
    if (isJsonObject(each)) look(each, 'goto', `${at}/cases/${i}`, i);
  });
  for (const way of JUMPS) look(raw, way, at, null);
  return found;
}

/** Whether a run can come to the step below; of a step that can't be read, it may. */
function goesOn({ kind, raw }: ParsedStep): boolean {
  if (kind === 'end' || kind === 'hand_over') return false;
  if (kind === 'branch') return raw.otherwise === undefined;
  return kind !== 'wait_for_reply' || raw.otherwise === undefined || raw.on_timeout === undefined;
}

/** What a step saves under a name, by the way that a run leaves it. */
function savesOf({ kind, raw }: ParsedStep, way: Transition): string[] {
  const own = typeof raw.save_as === 'string' ? [raw.save_as] : [];
  if (kind === 'wait_for_reply') return ['reply', ...own];
  return way === 'next' ? own : [];
}

/** The steps of a flow as a graph: every jump that is written, and every way that a run can take. */
export function graphOf({ steps }: ParsedFlow): Graph {
  const indexOf = new Map<string, number>();
  for (const { id, index } of steps) if (id !== null && !indexOf.has(id)) indexOf.set(id, index);
  const jumps = steps.flatMap(jumpsOf);
  const from: Edge[][] = steps.map((step) =>
    goesOn(step)
      ? [{ from: step.index, to: step.index + 1, way: 'next', case: null, at: step.at, saves: savesOf(step, 'next') }]
      : [],
  );
  for (const { target, from: index, way, at, case: number } of jumps) {
    const to = indexOf.get(target);
    const step = steps[index];
    if (to === undefined || !step) continue;
    from[index]?.push({ from: index, to, way, case: number, at, saves: savesOf(step, way) });
  }
  return { jumps, outgoing: from, edges: from.flat(), indexOf };
}

/** Every step that some of the first ones lead to, those included, by edges that may be taken. */
export function reachableFrom(
  { outgoing: from }: Graph,
  first: number[],
  may: (edge: Edge) => boolean = () => true,
): Set<number> {
  const reachable = new Set(first);
  // A Set hands out what is added while it is gone through.
  for (const index of reachable) {
    for (const edge of from[index] ?? []) if (edge.to < from.length && may(edge)) reachable.add(edge.to);
  }
  return reachable;
}
