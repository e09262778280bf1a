import { text } from 'drizzle-orm/sqlite-core';

/** A text column that holds JSON. */
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();
