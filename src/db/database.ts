import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';

export type Database = DrizzleD1Database;

/** Opens drizzle over a D1 binding or session; a session has the same `prepare` and `batch`, drizzle's types just don't know it. */
export const openDatabase = (d1: D1Database | D1DatabaseSession): Database => drizzle(d1 as D1Database);

/** Whether an error of D1 says that a unique row was already there, on the named columns (`table.column, …`). */
export function isUniqueViolation(error: unknown, columns: string): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`UNIQUE constraint failed: ${columns}`)) return true;
  }
  return false;
}
