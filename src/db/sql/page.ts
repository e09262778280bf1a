/** One page of a list; `after` is the last id of the previous page. */
export type PageParams = { limit: number; after: string | null };

/** Removes the extra row that a query read to find out whether there are more. */
export function trimPage<Row>(rows: Row[], limit: number): { rows: Row[]; more: boolean } {
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
