import { TypeGuards } from 'liquidjs';
import { codePointCount } from '../../shared/whatsapp-limits';
import { compileLiquid, hasLiquid } from './compile';

/** How many characters a template renders to at the least: those outside its tags and outputs; null where it can't be read. */
export function minRenderedLength(text: string): number | null {
  if (!hasLiquid(text)) return codePointCount(text);
  const compiled = compileLiquid(text);
  if (!compiled.ok) return null;
  return compiled.templates.reduce(
    (sum, { token }) => sum + (TypeGuards.isHTMLToken(token) ? codePointCount(token.getContent()) : 0),
    0,
  );
}
