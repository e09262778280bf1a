import type { Issue } from '../../../shared/app-error';
import type { RunInput } from '../engine/run';
import type { VariableRead } from './check-liquid';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { triggerOf } from './trigger-of';
import { unknownOrderMember } from './unknown-order-member';

type Members = readonly string[] | null;
/** What Liquid sees in every step, with its members where they are always the same. */
const BUILT_IN: Record<string, Members> = {
  request: ['request_id', 'flow', 'user_key', 'object'] satisfies (keyof RunInput['request'])[],
  object: ['type', 'id'],
  variables: null,
  store: ['id_store', 'name'] satisfies (keyof RunInput['store'])[],
  user: ['user_key'],
  now: null,
};
/** What a condition sees before there is a run, by what happens then. */
const BEFORE_RUN_BY_TRIGGER: Record<string, string[]> = {
  api: ['object', 'variables'],
  'message.received': ['reply', 'user'],
};
const ORDER_EVENT_VARIABLES = ['order', 'variables'];

const isBuiltIn = (name: string): boolean => Object.hasOwn(BUILT_IN, name);

/** What is wrong with a path into what Liquid always sees; null where nothing is, or it may have any member. */
function unknownMember([root = '', member]: string[]): string | null {
  const members = BUILT_IN[root] ?? null;
  if (members === null || member === undefined || members.includes(member)) return null;
  return `There is no ${member} in ${root}; there are ${members.join(', ')}`;
}

/** Names that `save_as` can't take: what is saved under them could never be read. */
function checkNames(steps: ParsedStep[]): Issue[] {
  return steps.flatMap(({ raw, at, kind }): Issue[] => {
    const { save_as: name } = raw;
    if (typeof name !== 'string' || !(isBuiltIn(name) || (name === 'reply' && kind !== 'wait_for_reply'))) return [];
    return [{ path: `${at}/save_as`, code: 'name_taken', message: `The name ${name} is taken: save it as another` }];
  });
}

function checkReadsBeforeRun(sketch: ParsedFlow, reads: VariableRead[]): { issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  const ofTrigger = BEFORE_RUN_BY_TRIGGER[triggerOf(sketch)] ?? ORDER_EVENT_VARIABLES;
  for (const { at, path, step } of reads) {
    if (step !== null) continue;
    const [root = ''] = path;
    const there = at === '/trigger/when' ? ofTrigger : ORDER_EVENT_VARIABLES;
    if (!there.includes(root)) {
      const message = `This condition can read ${there.join(' and ')}; ${root} is not there yet`;
      issues.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    const message = root === 'order' ? unknownOrderMember(path) : unknownMember(path);
    if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
  }
  return { issues, warnings };
}

/** Whether a step's text reads what the step itself has just saved: the conditions of a wait see its reply. */
const readsOwnResult = (step: ParsedStep, { condition }: VariableRead, root: string): boolean =>
  step.kind === 'wait_for_reply' && condition && (root === 'reply' || step.raw.save_as === root);

/**
 * Variables that no path has set when a step reads them; one that only some paths have set, or a member that is never
 * there, is a warning. Members of `variables` may come with the request.
 */
export function checkVariables(
  sketch: ParsedFlow,
  graph: Graph,
  { reads, reachableByRun, reachable }: { reads: VariableRead[]; reachableByRun: Set<number>; reachable: Set<number> },
): { issues: Issue[]; warnings: Issue[] } {
  const { steps } = sketch;
  const before = checkReadsBeforeRun(sketch, reads);
  const issues = [...checkNames(steps), ...before.issues];
  const warnings = [...before.warnings];
  const saved = new Map<string, { may: Set<number>; mayNot: Set<number> }>();
  /** Where a name may be set, and where it may be not: two walks over the graph for each name that is read. */
  const walk = (name: string) => {
    const known = saved.get(name);
    if (known) return known;
    const sets = graph.edges.filter(({ from, saves }) => reachable.has(from) && saves.includes(name));
    const walks = {
      may: reachableFrom(
        graph,
        sets.map(({ to }) => to),
      ),
      mayNot: reachableFrom(graph, [0], ({ saves }) => !saves.includes(name)),
    };
    saved.set(name, walks);
    return walks;
  };
  for (const read of reads) {
    const { at, path, step: index } = read;
    const [root = ''] = path;
    const step = index === null ? undefined : steps[index];
    if (!step || !reachable.has(step.index) || readsOwnResult(step, read, root)) continue;
    if (isBuiltIn(root)) {
      const message = unknownMember(path);
      if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    // The message that started the run is its first reply.
    if (root === 'reply' && triggerOf(sketch) === 'message.received') continue;
    const { may, mayNot } = walk(root);
    const sets = graph.edges.some(({ saves }) => saves.includes(root));
    // To a step that only a person leads to they may come from anywhere.
    if (!may.has(step.index) && (reachableByRun.has(step.index) || !sets)) {
      const message = sets
        ? `No path has set ${root} by this step: let a step that saves it come before`
        : `No step saves ${root}: correct the name, or let a step before save it`;
      issues.push({ path: at, code: 'unknown_variable', message });
    } else if (mayNot.has(step.index) && may.has(step.index)) {
      const message = `A path leads here that does not set ${root}: it is empty then`;
      warnings.push({ path: at, code: 'variable_maybe_unset', message });
    }
  }
  return { issues, warnings };
}
