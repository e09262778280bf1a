import type { PageResponse } from './signed-in-browser';

export const unescapeHtml = (text: string): string =>
  text.replaceAll(
    /&(quot|#39|lt|gt|amp);/g,
    (_, name: string) => ({ quot: '"', '#39': "'", lt: '<', gt: '>' })[name] ?? '&',
  );
/** Returns the visible text of a part of a page. */
export const visibleText = (html: string): string =>
  unescapeHtml(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
/** Returns the HTML of the element with this id. */
export function elementHtml({ text }: PageResponse, id: string, tag = 'section'): string {
  const from = text.indexOf(`<${tag} id="${id}"`);
  if (from < 0) throw new Error(`there is no ${id}: ${visibleText(text).slice(0, 400)}`);
  return text.slice(from, text.indexOf(`</${tag}>`, from));
}
