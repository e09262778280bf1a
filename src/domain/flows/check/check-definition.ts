import type { Issue } from '../../../shared/app-error';
import type { FlowDefinition } from '../definition/definition';
import { checkJumps } from './check-jumps';
import { checkLiquid, type VariableRead } from './check-liquid';
import { checkLoops } from './check-loops';
import { checkObjects } from './check-objects';
import { checkOffers } from './check-offers';
import { checkReachability } from './check-reachability';
import { checkSteps } from './check-steps';
import { checkVariables } from './check-variables';
import { checkWaits } from './check-waits';
import { graphOf } from './graph';
import { normalizeIssues } from './normalize-issues';
import { type ParsedFlow, parseFlow } from './parse-flow';

/** A checked definition. `definition` is null where the schema rejects it, which `issues` report too. */
export type CheckedDefinition = {
  parsedFlow: ParsedFlow;
  /** Every variable that its Liquid reads. */
  reads: VariableRead[];
  definition: FlowDefinition | null;
  issues: Issue[];
  warnings: Issue[];
};

/** Checks any value as a definition, without the account. Returns everything that is wrong with it, with JSON Pointers. */
export function checkDefinition(raw: unknown): CheckedDefinition {
  const parsedFlow = parseFlow(raw);
  const graph = graphOf(parsedFlow);
  const jumps = checkJumps(parsedFlow, graph);
  const reach = checkReachability(parsedFlow, graph);
  const liquid = checkLiquid(parsedFlow);
  const variables = checkVariables(parsedFlow, graph, { ...liquid, ...reach });
  const stepChecks = checkSteps(parsedFlow);
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
    ]),
    warnings: normalizeIssues([
      ...jumps.warnings,
      ...reach.warnings,
      ...liquid.warnings,
      ...variables.warnings,
      ...checkOffers(parsedFlow, graph),
      ...objects.warnings,
      ...checkWaits(parsedFlow, graph, reach.reachableByRun),
      ...stepChecks.warnings,
    ]),
  };
}
