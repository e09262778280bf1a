import { Failure } from '../../../shared/failure';
import type { FlowDefinition } from '../definition/definition';
import { checkDefinition } from './check-definition';
import type { Sketch } from './sketch';

/** A definition that comes as the member `definition` of a body; fails with flow_invalid and all findings. */
export function givenDefinition(raw: unknown): { definition: FlowDefinition; sketch: Sketch } {
  const { definition, sketch, findings } = checkDefinition(raw);
  if (definition && findings.length === 0) return { definition, sketch };
  throw new Failure(
    'flow_invalid',
    `The flow has ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
    {
      findings: findings.map((finding) => ({ ...finding, path: `/definition${finding.path}` })),
    },
  );
}
