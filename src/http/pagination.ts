import { z } from 'zod';
import { type IdPrefix, isId } from '../shared/ids';

const PREFIX = 'c1.';

/** A cursor names the last row of the page before it; opaque, so that what it holds can change. */
export const cursorAfter = (id: string): string => `${PREFIX}${btoa(id).replaceAll('=', '')}`;

function readCursor(cursor: string): string | null {
  try {
    return cursor.startsWith(PREFIX) ? atob(cursor.slice(PREFIX.length)) : null;
  } catch {
    return null;
  }
}

const limitInQuery = z.coerce.number().int().min(1).max(100).default(20);
const limitInBody = z.number().int().min(1).max(100).default(20);

const cursorOf = (accepts: (id: string) => boolean) =>
  z
    .string()
    .max(1_000)
    .refine((cursor) => accepts(readCursor(cursor) ?? ''), { message: 'this cursor is none of ours' })
    .transform((cursor) => readCursor(cursor) ?? '')
    .optional();

/** `limit` and `cursor` of a list whose rows have ids of one kind. */
export const pageQuery = (prefix: IdPrefix) => ({ limit: limitInQuery, cursor: cursorOf((id) => isId(prefix, id)) });
export const pageBody = (prefix: IdPrefix) => ({ limit: limitInBody, cursor: cursorOf((id) => isId(prefix, id)) });
/** The same for a list whose rows are named by their owner: the cursor holds the creation and the key, `<ms>/<key>`. */
export const flowPageQuery = { limit: limitInQuery, cursor: cursorOf((id) => /^\d{1,15}\/[\w-]{1,64}$/.test(id)) };
export const flowCursorAfter = (createdAt: number, key: string): string => cursorAfter(`${createdAt}/${key}`);

/** Takes such a cursor apart. */
export function flowCursorOf(cursor: string | undefined): { createdAt: number; key: string } | null {
  if (cursor === undefined) return null;
  const slash = cursor.indexOf('/');
  return { createdAt: Number(cursor.slice(0, slash)), key: cursor.slice(slash + 1) };
}

/** The same for the versions of a flow. */
export const versionPageQuery = { limit: limitInQuery, cursor: cursorOf((id) => /^\d{1,9}$/.test(id)) };

/** The same for templates, which Meta names by name and language. */
export const templatePageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((id) => /^[^/]{1,512}\/[^/]{1,20}$/.test(id)),
};
export const templateCursorAfter = (name: string, language: string): string => cursorAfter(`${name}/${language}`);
export function templateCursorOf(cursor: string | undefined): { name: string; language: string } | null {
  if (cursor === undefined) return null;
  const slash = cursor.indexOf('/');
  return { name: cursor.slice(0, slash), language: cursor.slice(slash + 1) };
}

export const nextCursor = z.string().nullable();
