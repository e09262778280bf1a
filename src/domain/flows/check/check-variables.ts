import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject } from '../../../shared/json/json';
import type { RunInput } from '../engine/run';
import type { VariableRead } from './check-liquid';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { triggerOf } from './trigger-of';
import { unknownAddressMember } from './unknown-address-member';
import { unknownOrderMember, unknownShipmentMember } from './unknown-member';

type Members = readonly string[] | null;
/** The variables of every step, with their members where these are fixed. */
const BUILT_IN: Record<string, Members> = {
  request: ['request_id', 'flow', 'user_key', 'object'] satisfies (keyof RunInput['request'])[],
  object: ['type', 'id'],
  variables: null,
  store: ['id_store', 'name'] satisfies (keyof RunInput['store'])[],
  user: ['user_key'],
  now: null,
};
/** The variables of a trigger's condition, which is evaluated before there is a run. */
const BEFORE_RUN_BY_TRIGGER: Record<string, string[]> = {
  api: ['object', 'variables'],
  'message.received': ['reply', 'user'],
};
const ORDER_EVENT_VARIABLES = ['order', 'variables'];
const SHIPMENT_EVENT_VARIABLES = [...ORDER_EVENT_VARIABLES, 'shipment'];

const isShipmentEvent = (on: unknown): boolean => typeof on === 'string' && on.startsWith('shipment.');

/** Returns the variables of a condition of a flow's trigger or of one of its `cancel_on`, at this pointer. */
function variablesOfCondition(parsedFlow: ParsedFlow, at: string): string[] {
  const on = at === '/trigger/when' ? triggerOf(parsedFlow) : cancellingEvent(parsedFlow, at);
  if (isShipmentEvent(on)) return SHIPMENT_EVENT_VARIABLES;
  return (at === '/trigger/when' && BEFORE_RUN_BY_TRIGGER[String(on)]) || ORDER_EVENT_VARIABLES;
}

/** Returns the event of the `cancel_on` whose condition is at this pointer. */
function cancellingEvent({ raw: { cancel_on: cancelOn } }: ParsedFlow, at: string): unknown {
  const each = Array.isArray(cancelOn) ? cancelOn[Number(at.split('/')[2])] : undefined;
  return isJsonObject(each) ? each.on : undefined;
}

const isBuiltIn = (name: string): boolean => Object.hasOwn(BUILT_IN, name);

/** Returns the problem of a path into a built-in variable, or null. */
function unknownMember([root = '', member]: string[]): string | null {
  const members = BUILT_IN[root] ?? null;
  if (members === null || member === undefined || members.includes(member)) return null;
  return `There is no ${member} in ${root}; it has ${members.join(', ')}`;
}

/** Reports `save_as` names that are built in: Liquid would never read the saved value. */
function checkNames(parsedFlow: ParsedFlow): Issue[] {
  const isTaken = (name: string, kind: ParsedStep['kind']): boolean =>
    isBuiltIn(name) ||
    (name === 'reply' && kind !== 'wait_for_reply') ||
    (name === 'shipment' && isShipmentEvent(triggerOf(parsedFlow)));
  return parsedFlow.steps.flatMap(({ raw, at, kind }): Issue[] => {
    const { save_as: name } = raw;
    if (typeof name !== 'string' || !isTaken(name, kind)) return [];
    return [{ path: `${at}/save_as`, code: 'name_taken', message: `The name ${name} is built in: use another` }];
  });
}

function checkReadsBeforeRun(parsedFlow: ParsedFlow, reads: VariableRead[]): { issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  for (const { at, path, step } of reads) {
    if (step !== null) continue;
    const [root = ''] = path;
    // checkSettings checks the settings.
    if (root === 'settings') continue;
    const available = variablesOfCondition(parsedFlow, at);
    if (!available.includes(root)) {
      const message = `This condition can read only ${available.join(' and ')}, not ${root}`;
      issues.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    const message =
      root === 'order'
        ? unknownOrderMember(path)
        : root === 'shipment'
          ? unknownShipmentMember(path)
          : (unknownMember(path) ?? unknownAddressMember(parsedFlow.steps, path));
    if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
  }
  return { issues, warnings };
}

/** Returns whether a text reads what its own step has just saved: the conditions of a wait see its reply. */
const readsOwnResult = (step: ParsedStep, { condition }: VariableRead, root: string): boolean =>
  step.kind === 'wait_for_reply' && condition && (root === 'reply' || step.raw.save_as === root);

/**
 * Reports variables that no path has set when a step reads them. One that only some paths set, or a member that never
 * exists, is a warning. Members of `variables` are not checked: they may come with the request.
 */
export function checkVariables(
  parsedFlow: ParsedFlow,
  graph: Graph,
  { reads, reachableByRun, reachable }: { reads: VariableRead[]; reachableByRun: Set<number>; reachable: Set<number> },
): { issues: Issue[]; warnings: Issue[] } {
  const { steps } = parsedFlow;
  const before = checkReadsBeforeRun(parsedFlow, reads);
  const issues = [...checkNames(parsedFlow), ...before.issues];
  const warnings = [...before.warnings];
  const saved = new Map<string, { may: Set<number>; mayNot: Set<number> }>();
  /** Returns the steps where a name may be set, and those where it may not. */
  const walk = (name: string) => {
    const cached = saved.get(name);
    if (cached) return cached;
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
    if (!step || !reachable.has(step.index)) continue;
    const ofAddress = unknownAddressMember(steps, path);
    if (ofAddress !== null) warnings.push({ path: at, code: 'unknown_variable', message: ofAddress });
    if (readsOwnResult(step, read, root)) continue;
    if (isBuiltIn(root)) {
      const message = unknownMember(path);
      if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    const sets = graph.edges.some(({ saves }) => saves.includes(root));
    // checkSettings checks the settings; a flow without any may save something else under this name.
    if (root === 'settings' && (isJsonObject(parsedFlow.raw.settings) || !sets)) continue;
    // The message that started the run is its first reply.
    if (root === 'reply' && triggerOf(parsedFlow) === 'message.received') continue;
    if (root === 'shipment' && isShipmentEvent(triggerOf(parsedFlow))) {
      const message = unknownShipmentMember(path);
      if (message !== null) warnings.push({ path: at, code: 'unknown_variable', message });
      continue;
    }
    const { may, mayNot } = walk(root);
    // A person may resume at a step from any other.
    if (!may.has(step.index) && (reachableByRun.has(step.index) || !sets)) {
      const message = sets
        ? `No path to this step sets ${root}: move a step that saves it before this one`
        : `No step saves ${root}: correct the name, or save it in an earlier step`;
      issues.push({ path: at, code: 'unknown_variable', message });
    } else if (mayNot.has(step.index) && may.has(step.index)) {
      const message = `A path to this step does not set ${root}, which is then empty`;
      warnings.push({ path: at, code: 'variable_maybe_unset', message });
    }
  }
  return { issues, warnings };
}
