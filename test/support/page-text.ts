import type { Shown } from './browser';

export const unescaped = (text: string): string =>
  text.replaceAll(
    /&(quot|#39|lt|gt|amp);/g,
    (_, name: string) => ({ quot: '"', '#39': "'", lt: '<', gt: '>' })[name] ?? '&',
  );
/** What is read on a part of a page. */
export const words = (html: string): string =>
  unescaped(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
/** The element with this id, to the end of its kind's first closing that fits. */
export function part({ text }: Shown, id: string, tag = 'section'): string {
  const from = text.indexOf(`<${tag} id="${id}"`);
  if (from < 0) throw new Error(`there is no ${id}: ${words(text).slice(0, 400)}`);
  return text.slice(from, text.indexOf(`</${tag}>`, from));
}
