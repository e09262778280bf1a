import type { Finding } from '../../../shared/failure';
import type { FlowDefinition } from '../definition/definition';
import { checkCases } from './check-cases';
import { checkJumps } from './check-jumps';
import { checkLimits } from './check-limits';
import { checkLiquid, type Read } from './check-liquid';
import { checkLiterals } from './check-literals';
import { checkLoops } from './check-loops';
import { checkMembers } from './check-members';
import { checkObjects } from './check-objects';
import { checkReach } from './check-reach';
import { checkVariables } from './check-variables';
import { checkWaits } from './check-waits';
import { graphOf } from './graph';
import { settle } from './settle';
import { type Sketch, sketchOf } from './sketch';

/** A checked definition; null where it has not the shape of one, which is told by findings too. */
export type Checked = {
  sketch: Sketch;
  /** Every variable that its Liquid reads. */
  reads: Read[];
  definition: FlowDefinition | null;
  findings: Finding[];
  warnings: Finding[];
};

/** Checks a definition by itself, whatever it is: everything that is wrong with it at once, each with its JSON Pointer. */
export function checkDefinition(raw: unknown): Checked {
  const sketch = sketchOf(raw);
  const graph = graphOf(sketch);
  const jumps = checkJumps(sketch, graph);
  const reach = checkReach(sketch, graph);
  const liquid = checkLiquid(sketch);
  const variables = checkVariables(sketch, graph, { ...liquid, ...reach });
  const cases = checkCases(sketch, graph);
  const objects = checkObjects(sketch, { ...liquid, ...reach });
  return {
    sketch,
    reads: liquid.reads,
    definition: sketch.definition,
    findings: settle([
      ...sketch.findings,
      ...jumps.findings,
      ...reach.findings,
      ...checkLoops(sketch, graph),
      ...liquid.findings,
      ...variables.findings,
      ...checkLimits(sketch),
      ...checkLiterals(sketch),
      ...objects.findings,
      ...cases.findings,
    ]),
    warnings: settle([
      ...jumps.warnings,
      ...reach.warnings,
      ...liquid.warnings,
      ...variables.warnings,
      ...cases.warnings,
      ...objects.warnings,
      ...checkWaits(sketch, graph, reach.walked),
      ...checkMembers(sketch),
    ]),
  };
}
