import { hasLiquid } from '../../liquid/compile';
import { type Run, render } from './run';
import { StepFailed } from './run-errors';

/** Which names are valid, and the code and words of the error for others. */
export type NameRule = { fits: (name: string) => boolean; code: string; where: string };

/**
 * Renders a name as one trimmed line. Fails the step with `code` where the rendered name is not valid; a literal was
 * checked when the flow was saved.
 */
export function renderName(run: Run, text: string, { fits, code, where }: NameRule): string {
  if (!hasLiquid(text)) return text;
  const name = render(run, text).toWellFormed().replace(/\s+/g, ' ').trim();
  if (fits(name)) return name;
  throw new StepFailed(code, `${where} can't be «${name.slice(0, 100).toWellFormed()}»`);
}
