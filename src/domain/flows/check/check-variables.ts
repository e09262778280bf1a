import type { Finding } from '../../../shared/failure';
import type { RunInput } from '../engine/run';
import type { Read } from './check-liquid';
import { type Graph, reachedFrom } from './graph';
import type { Sketch, SketchedStep } from './sketch';
import { triggerOf } from './trigger-of';
import { unknownOrderMember } from './unknown-order-member';

type Members = readonly string[] | null;
/** What Liquid sees in every step, with its members where they are always the same. */
const ALWAYS: Record<string, Members> = {
  request: ['request_id', 'flow', 'user_key', 'object'] satisfies (keyof RunInput['request'])[],
  object: ['type', 'id'],
  variables: null,
  store: ['id_store', 'name'] satisfies (keyof RunInput['store'])[],
  user: ['user_key'],
  now: null,
};
/** What a condition sees before there is a run, by what happens then. */
const BEFORE: Record<string, string[]> = {
  api: ['object', 'variables'],
  'message.received': ['reply', 'user'],
};
const OF_AN_ORDER = ['order', 'variables'];

const isAlways = (name: string): boolean => Object.hasOwn(ALWAYS, name);

/** What is wrong with a path into what Liquid always sees; null where nothing is, or it may have any member. */
function unknownMember([root = '', member]: string[]): string | null {
  const members = ALWAYS[root] ?? null;
  if (members === null || member === undefined || members.includes(member)) return null;
  return `There is no ${member} in ${root}; there are ${members.join(', ')}`;
}

/** Names that `save_as` can't take: what is saved under them could never be read. */
function checkNames(steps: SketchedStep[]): Finding[] {
  return steps.flatMap(({ raw, at, kind }): Finding[] => {
    const { save_as: name } = raw;
    if (typeof name !== 'string' || !(isAlways(name) || (name === 'reply' && kind !== 'wait_for_reply'))) return [];
    return [{ path: `${at}/save_as`, code: 'name_taken', message: `The name ${name} is taken: save it as another` }];
  });
}

function checkReadsBefore(sketch: Sketch, reads: Read[]): { findings: Finding[]; warnings: Finding[] } {
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  const ofTrigger = BEFORE[triggerOf(sketch)] ?? OF_AN_ORDER;
  for (const { at, path, step } of reads) {
    if (step !== null) continue;
    const [root = ''] = path;
    const there = at === '/trigger/when' ? ofTrigger : OF_AN_ORDER;
    if (!there.includes(root)) {
      const message = `This condition can read ${there.join(' and ')}; ${root} is not there yet`;
      findings.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    const message = root === 'order' ? unknownOrderMember(path) : unknownMember(path);
    if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
  }
  return { findings, warnings };
}

/** Whether a step's text reads what the step itself has just saved: the conditions of a wait see its reply. */
const ofItself = (step: SketchedStep, { condition }: Read, root: string): boolean =>
  step.kind === 'wait_for_reply' && condition && (root === 'reply' || step.raw.save_as === root);

/**
 * Variables that no path has set when a step reads them; one that only some paths have set, or a member that is never
 * there, is a warning. Members of `variables` may come with the request.
 */
export function checkVariables(
  sketch: Sketch,
  graph: Graph,
  { reads, walked, reached }: { reads: Read[]; walked: Set<number>; reached: Set<number> },
): { findings: Finding[]; warnings: Finding[] } {
  const { steps } = sketch;
  const before = checkReadsBefore(sketch, reads);
  const findings = [...checkNames(steps), ...before.findings];
  const warnings = [...before.warnings];
  const saved = new Map<string, { may: Set<number>; mayNot: Set<number> }>();
  /** Where a name may be set, and where it may be not: two walks over the graph for each name that is read. */
  const walk = (name: string) => {
    const known = saved.get(name);
    if (known) return known;
    const sets = graph.edges.filter(({ from, saves }) => reached.has(from) && saves.includes(name));
    const walks = {
      may: reachedFrom(
        graph,
        sets.map(({ to }) => to),
      ),
      mayNot: reachedFrom(graph, [0], ({ saves }) => !saves.includes(name)),
    };
    saved.set(name, walks);
    return walks;
  };
  for (const read of reads) {
    const { at, path, step: index } = read;
    const [root = ''] = path;
    const step = index === null ? undefined : steps[index];
    if (!step || !reached.has(step.index) || ofItself(step, read, root)) continue;
    if (isAlways(root)) {
      const message = unknownMember(path);
      if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    // The message that started the run is its first reply.
    if (root === 'reply' && triggerOf(sketch) === 'message.received') continue;
    const { may, mayNot } = walk(root);
    const sets = graph.edges.some(({ saves }) => saves.includes(root));
    // To a step that only a person leads to they may come from anywhere.
    if (!may.has(step.index) && (walked.has(step.index) || !sets)) {
      const message = sets
        ? `No path has set ${root} by this step: let a step that saves it come before`
        : `No step saves ${root}: correct the name, or let a step before save it`;
      findings.push({ path: at, code: 'unknown_variable', message });
    } else if (mayNot.has(step.index) && may.has(step.index)) {
      const message = `A path leads here that does not set ${root}: it is empty then`;
      warnings.push({ path: at, code: 'variable_maybe_unset', message });
    }
  }
  return { findings, warnings };
}
