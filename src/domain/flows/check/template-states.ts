import type { Issue } from '../../../shared/errors/app-error';
import type { CheckedDefinition } from './check-definition';

/** Returns whether an issue passes once Meta has the templates, and can send them. */
export const isTemplateState = ({ code }: Issue): boolean =>
  code.startsWith('template_') && !['template_parameters', 'template_header', 'template_buttons'].includes(code);

/** Returns the result of a check for a flow that does not start before its templates are ready: their states are warnings. */
export function withoutTemplateStates(checked: CheckedDefinition): CheckedDefinition {
  const { issues, warnings } = checked;
  return {
    ...checked,
    issues: issues.filter((issue) => !isTemplateState(issue)),
    warnings: [...warnings, ...issues.filter(isTemplateState)],
  };
}
