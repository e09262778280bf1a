import { TypeGuards } from 'liquidjs';
import { codePointCount } from '../../shared/messages/whatsapp-limits';
import { compileLiquid, hasLiquid } from './compile';

/** Returns the characters of a template outside its tags and outputs: it renders to no fewer. Null if it cannot be parsed. */
export function minRenderedLength(text: string): number | null {
  if (!hasLiquid(text)) return codePointCount(text);
  const compiled = compileLiquid(text);
  if (!compiled.ok) return null;
  return compiled.templates.reduce(
    (sum, { token }) => sum + (TypeGuards.isHTMLToken(token) ? codePointCount(token.getContent()) : 0),
    0,
  );
}
