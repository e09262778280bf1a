import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { requests } from '../schema';

/** The open wait of a request, which a wake-up names. */
export type OpenWait = { requestId: string; openWait: string };

export const OPEN_WAIT_COLUMNS = { requestId: requests.requestId, openWait: requests.openWait };

export const toOpenWaits = (rows: { requestId: string; openWait: string | null }[]): OpenWait[] =>
  rows.flatMap(({ requestId, openWait }) => (openWait === null ? [] : [{ requestId, openWait }]));

/** Returns in SQL what `waitKey` returns. */
export const waitKeyOf = ({ step, iteration }: { step: SQLiteColumn; iteration: SQLiteColumn }): SQL =>
  sql`${step} || '-' || ${iteration}`;
