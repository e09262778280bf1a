import type { Placeholder, SQL } from 'drizzle-orm';

/** A value of a statement, or the placeholder of a value in a prepared statement. */
export type SqlValue = string | Placeholder | SQL;
