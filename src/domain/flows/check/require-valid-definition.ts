import { AppError } from '../../../shared/errors/app-error';
import type { FlowDefinition } from '../definition/definition';
import { checkDefinition } from './check-definition';
import type { ParsedFlow } from './parse-flow';

/** Checks the member `definition` of a request body. Fails with flow_invalid and all issues. */
export function requireValidDefinition(raw: unknown): { definition: FlowDefinition; parsedFlow: ParsedFlow } {
  const { definition, parsedFlow, issues } = checkDefinition(raw);
  if (definition && issues.length === 0) return { definition, parsedFlow };
  throw new AppError('flow_invalid', `The flow has ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`, {
    issues: issues.map((issue) => ({ ...issue, path: `/definition${issue.path}` })),
  });
}
