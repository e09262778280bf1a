import type { Issue } from '../../../shared/app-error';
import type { FlowDefinition } from '../definition/definition';
import { checkCases } from './check-cases';
import { checkJumps } from './check-jumps';
import { checkLimits } from './check-limits';
import { checkLiquid, type VariableRead } from './check-liquid';
import { checkLiterals } from './check-literals';
import { checkLoops } from './check-loops';
import { checkObjects } from './check-objects';
import { checkReachability } from './check-reachability';
import { checkUnusedMembers } from './check-unused-members';
import { checkVariables } from './check-variables';
import { checkWaits } from './check-waits';
import { graphOf } from './graph';
import { normalizeIssues } from './normalize-issues';
import { type ParsedFlow, parseFlow } from './parse-flow';

/** A checked definition; null where it has not the shape of one, which is told by findings too. */
export type CheckedDefinition = {
  sketch: ParsedFlow;
  /** Every variable that its Liquid reads. */
  reads: VariableRead[];
  definition: FlowDefinition | null;
  issues: Issue[];
  warnings: Issue[];
};

/** Checks a definition by itself, whatever it is: everything that is wrong with it at once, each with its JSON Pointer. */
export function checkDefinition(raw: unknown): CheckedDefinition {
  const sketch = parseFlow(raw);
  const graph = graphOf(sketch);
  const jumps = checkJumps(sketch, graph);
  const reach = checkReachability(sketch, graph);
  const liquid = checkLiquid(sketch);
  const variables = checkVariables(sketch, graph, { ...liquid, ...reach });
  const cases = checkCases(sketch, graph);
  const objects = checkObjects(sketch, { ...liquid, ...reach });
  return {
    sketch,
    reads: liquid.reads,
    definition: sketch.definition,
    issues: normalizeIssues([
      ...sketch.issues,
      ...jumps.issues,
      ...reach.issues,
      ...checkLoops(sketch, graph),
      ...liquid.issues,
      ...variables.issues,
      ...checkLimits(sketch),
      ...checkLiterals(sketch),
      ...objects.issues,
      ...cases.issues,
    ]),
    warnings: normalizeIssues([
      ...jumps.warnings,
      ...reach.warnings,
      ...liquid.warnings,
      ...variables.warnings,
      ...cases.warnings,
      ...objects.warnings,
      ...checkWaits(sketch, graph, reach.reachableByRun),
      ...checkUnusedMembers(sketch),
    ]),
  };
}
