import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { stores } from './schema';

/** A defensive bound: the domain rejects a rotation that would drop a valid secret. */
const MAX_RETIRED_SECRETS = 50;

/**
 * Returns the earlier secrets when another secret becomes the previous one: the old previous one joins those that are still
 * valid. In SQL, so that two concurrent rotations lose no secret.
 */
export const withPreviousSecret = (previous: SQLiteColumn, until: SQLiteColumn, now: number): SQL =>
  sql`(select json_group_array(json_object('secret', s, 'until', u)) from (
    select ${previous} as s, ${until} as u where ${previous} is not null and ${until} > ${now}
    union all
    select value ->> 'secret', value ->> 'until' from json_each(coalesce(${stores.earlierSecrets}, '[]'))
      where value ->> 'until' > ${now}
    order by u desc limit ${MAX_RETIRED_SECRETS}))`;
