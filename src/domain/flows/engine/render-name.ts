import { hasLiquid } from '../../liquid/compile';
import { StepFailed } from './effects';
import { type Run, render } from './run';

/**
 * Renders a name: one line without spaces at its ends. Fails the step with `code` where Liquid gives one that does not
 * fit; a literal was checked when the flow was saved.
 */
export function renderName(
  run: Run,
  text: string,
  { fits, code, where }: { fits: (name: string) => boolean; code: string; where: string },
): string {
  if (!hasLiquid(text)) return text;
  const name = render(run, text).toWellFormed().replace(/\s+/g, ' ').trim();
  if (fits(name)) return name;
  throw new StepFailed(code, `${where} can't be «${name.slice(0, 100).toWellFormed()}»`);
}
