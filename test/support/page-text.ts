import type { PageResponse } from './signed-in-browser';

export const unescapeHtml = (text: string): string =>
  text.replaceAll(
    /&(quot|#39|lt|gt|amp);/g,
    (_, name: string) => ({ quot: '"', '#39': "'", lt: '<', gt: '>' })[name] ?? '&',
  );
/** What is read on a part of a page. */
export const visibleText = (html: string): string =>
  unescapeHtml(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
/** The element with this id, to the end of its kind's first closing that fits. */
export function elementHtml({ text }: PageResponse, id: string, tag = 'section'): string {
  const from = text.indexOf(`<${tag} id="${id}"`);
  if (from < 0) throw new Error(`there is no ${id}: ${visibleText(text).slice(0, 400)}`);
  return text.slice(from, text.indexOf(`</${tag}>`, from));
}
