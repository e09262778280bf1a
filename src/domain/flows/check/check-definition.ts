import type { Issue } from '../../../shared/errors/app-error';
import type { FlowDefinition } from '../definition/definition';
import { applySettings } from '../settings/apply-settings';
import { checkJumps } from './check-jumps';
import { checkLiquid, type VariableRead } from './check-liquid';
import { checkLoops } from './check-loops';
import { checkObjects } from './check-objects';
import { checkOffers } from './check-offers';
import { checkReachability } from './check-reachability';
import { checkSettings, settingMembersOf } from './check-settings';
import { checkSteps } from './check-steps';
import { checkVariables } from './check-variables';
import { checkWaits } from './check-waits';
import { graphOf } from './graph';
import { normalizeIssues } from './normalize-issues';
import { type ParsedFlow, parseFlow } from './parse-flow';

/**
 * A checked definition. `definition` is null where the schema rejects it, which `issues` report too. `parsedFlow` is the flow
 * as it runs, with the values of its settings.
 */
export type CheckedDefinition = {
  parsedFlow: ParsedFlow;
  /** Every variable that its Liquid reads. */
  reads: VariableRead[];
  definition: FlowDefinition | null;
  issues: Issue[];
  warnings: Issue[];
};

/** Returns the flow with the values of its settings in place. */
function withSettings(written: ParsedFlow): ParsedFlow {
  const applied = applySettings(written.raw);
  return applied === written.raw ? written : { ...written, steps: parseFlow(applied).steps };
}

/** Checks any value as a definition, without the account. Returns everything that is wrong with it, with JSON Pointers. */
export function checkDefinition(raw: unknown): CheckedDefinition {
  const written = parseFlow(raw);
  const parsedFlow = withSettings(written);
  const graph = graphOf(parsedFlow);
  const jumps = checkJumps(parsedFlow, graph);
  const reach = checkReachability(parsedFlow, graph);
  const liquid = checkLiquid(parsedFlow);
  const variables = checkVariables(parsedFlow, graph, { ...liquid, ...reach });
  const stepChecks = checkSteps(parsedFlow);
  const members = settingMembersOf(written.raw);
  const settings = checkSettings(written, { members, reads: liquid.reads });
  const isMember = new Set(members.map(({ at }) => at));
  const objects = checkObjects(parsedFlow, { ...liquid, ...reach });
  return {
    parsedFlow,
    reads: liquid.reads,
    definition: parsedFlow.definition,
    issues: normalizeIssues([
      ...parsedFlow.issues,
      ...jumps.issues,
      ...reach.issues,
      ...checkLoops(parsedFlow, graph),
      ...liquid.issues,
      ...variables.issues,
      ...stepChecks.issues,
      ...objects.issues,
      ...settings.issues,
    ]),
    warnings: normalizeIssues([
      ...jumps.warnings,
      ...reach.warnings,
      ...liquid.warnings.filter(({ path }) => !isMember.has(path)),
      ...variables.warnings,
      ...checkOffers(parsedFlow, graph),
      ...objects.warnings,
      ...checkWaits(parsedFlow, graph, reach.reachableByRun),
      ...stepChecks.warnings,
      ...settings.warnings,
    ]),
  };
}
