import { z } from 'zod';
import { type IdPrefix, isId } from '../../shared/crypto/ids';

const PREFIX = 'c1.';

/** Encodes the position of the last row of a page. The cursor is opaque to the caller, so its content can change. */
export const cursorAfter = (position: string): string => `${PREFIX}${btoa(position).replaceAll('=', '')}`;

function decodeCursor(cursor: string): string {
  try {
    return cursor.startsWith(PREFIX) ? atob(cursor.slice(PREFIX.length)) : '';
  } catch {
    return '';
  }
}

const limitInQuery = z.coerce.number().int().min(1).max(100).default(20);
const limitInBody = z.number().int().min(1).max(100).default(20);

/** Returns the schema of a cursor. `parse` converts the decoded text to a position, or to null if it belongs to another list. */
const cursorOf = <Position extends string | number | object>(parse: (text: string) => Position | null) =>
  z
    .string()
    .max(1_000)
    .refine((cursor) => parse(decodeCursor(cursor)) !== null, {
      message: 'Invalid cursor: use `next_cursor` of the previous page',
    })
    .transform((cursor) => parse(decodeCursor(cursor)) as Position)
    .optional();
const idCursor = (prefix: IdPrefix) => cursorOf((text) => (isId(prefix, text) ? text : null));

/** Returns the query parameters `limit` and `cursor` of a list whose rows have ids with this prefix. */
export const pageQuery = (prefix: IdPrefix) => ({ limit: limitInQuery, cursor: idCursor(prefix) });
/** Returns the same two members for a JSON body. */
export const pageBody = (prefix: IdPrefix) => ({ limit: limitInBody, cursor: idCursor(prefix) });
/** The query parameters of the list of flows, which is sorted by creation and key. */
export const flowPageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((text) => {
    const [, createdAt, key] = /^(\d{1,15})\/([\w-]{1,64})$/.exec(text) ?? [];
    return key === undefined ? null : { createdAt: Number(createdAt), key };
  }),
};
/** The query parameters of the list of a flow's versions. */
export const versionPageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((text) => (/^\d{1,9}$/.test(text) ? Number(text) : null)),
};
/** The query parameters of the list of conversations, which is sorted by waiting time. */
export const conversationPageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((text) => {
    const [, position, conversationId] = /^(\d{1,16})\/(cnv_\w{26})$/.exec(text) ?? [];
    return conversationId === undefined ? null : { position: Number(position), conversationId };
  }),
};
/** The query parameters of a conversation's stream, whose rows are of two kinds: ids contain their time after the prefix. */
export const streamPageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((text) => (isId('msg', `msg_${text}`) ? text : null)),
};
/** The query parameters of the list of templates, which Meta identifies by name and language. */
export const templatePageQuery = {
  limit: limitInQuery,
  cursor: cursorOf((text) => {
    const [, name, language] = /^([^/]{1,512})\/([^/]{1,20})$/.exec(text) ?? [];
    return name === undefined || language === undefined ? null : { name, language };
  }),
};

/** Converts the parsed parameters of a list to those of a verb. */
export const toPageParams = <Position>({ limit, cursor }: { limit: number; cursor?: Position | undefined }) => ({
  limit,
  after: cursor ?? null,
});

export const nextCursor = z.string().nullable();

/** Returns the schema of a list's response. */
export const listOf = <Resource extends z.ZodType>(resource: Resource, id: string) =>
  z.object({ data: z.array(resource), next_cursor: nextCursor }).meta({ id });

type Page<Row> = { rows: Row[]; more: boolean };
/** The column that a list is sorted by, or a function that returns the position of a row in the list. */
type Position<Row> = keyof Row | ((row: Row) => string);

/** Returns the cursor of the page after this one; null for the last page. */
export function nextCursorOf<Row extends object>({ rows, more }: Page<Row>, position: Position<Row>): string | null {
  const last = rows.at(-1);
  if (!more || last === undefined) return null;
  return cursorAfter(typeof position === 'function' ? position(last) : String(last[position]));
}

/** Returns the response body of a list. */
export const presentPage = <Row extends object, Item>(
  page: Page<Row>,
  present: (row: Row) => Item,
  position: Position<Row>,
) => ({
  data: page.rows.map((row) => present(row)),
  next_cursor: nextCursorOf(page, position),
});
