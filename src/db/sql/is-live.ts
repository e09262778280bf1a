import { isNotNull, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { requests } from '../schema';

/** The condition that a request has not ended: an ended request has no next check. */
export const isLive = ({ nextCheckAt }: { nextCheckAt: SQLiteColumn } = requests): SQL => isNotNull(nextCheckAt);
