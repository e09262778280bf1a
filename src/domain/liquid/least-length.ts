import { TypeGuards } from 'liquidjs';
import { lengthOf } from '../../shared/whatsapp-limits';
import { compileTemplate, hasLiquid } from './compile';

/** How many characters a template renders to at the least: those outside its tags and outputs; null where it can't be read. */
export function leastLength(text: string): number | null {
  if (!hasLiquid(text)) return lengthOf(text);
  const compiled = compileTemplate(text);
  if (!compiled.ok) return null;
  return compiled.templates.reduce(
    (sum, { token }) => sum + (TypeGuards.isHTMLToken(token) ? lengthOf(token.getContent()) : 0),
    0,
  );
}
