import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { stores } from './schema';

/** A defensive bound; the domain refuses a rotation before secrets that are still good would be lost to it. */
const MAX_RETIRED_SECRETS = 50;

/**
 * The value of `earlier_secrets` when another secret becomes the previous one: what was the previous one joins those that
 * are still good. Written in SQL, so that of two rotations at once neither loses the secret of the other.
 */
export const withPreviousSecret = (previous: SQLiteColumn, until: SQLiteColumn, now: number): SQL =>
  sql`(select json_group_array(json_object('secret', s, 'until', u)) from (
    select ${previous} as s, ${until} as u where ${previous} is not null and ${until} > ${now}
    union all
    select value ->> 'secret', value ->> 'until' from json_each(coalesce(${stores.earlierSecrets}, '[]'))
      where value ->> 'until' > ${now}
    order by u desc limit ${MAX_RETIRED_SECRETS}))`;
