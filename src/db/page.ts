/** One page of a list: `after` is the id that the page before ended with. */
export type PageParams = { limit: number; after: string | null };

/** Cuts the one row too many that a query asked for, and says whether there was one. */
export function trimPage<Row>(rows: Row[], limit: number): { rows: Row[]; more: boolean } {
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
