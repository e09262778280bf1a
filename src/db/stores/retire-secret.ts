import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type RetiredSecret, stores } from '../schema';

/** A defensive bound: the domain rejects a rotation that would drop a valid secret. */
const MAX_RETIRED_SECRETS = 50;

/**
 * Returns the earlier secrets after a rotation: those that are still valid, the old previous one (`previous` are its columns) when
 * another secret becomes the previous one, and `another`. In SQL, so that two concurrent rotations lose no secret.
 */
export function withRetiredSecrets(
  {
    previous,
    another,
  }: { previous: { secret: SQLiteColumn; until: SQLiteColumn } | null; another: RetiredSecret | null },
  now: number,
): SQL {
  const added = [
    ...(previous
      ? [
          sql`select ${previous.secret} as s, ${previous.until} as u where ${previous.secret} is not null and ${previous.until} > ${now}`,
        ]
      : []),
    ...(another ? [sql`select ${another.secret} as s, ${another.until} as u`] : []),
    sql`select value ->> 'secret' as s, value ->> 'until' as u from json_each(coalesce(${stores.earlierSecrets}, '[]'))
      where value ->> 'until' > ${now}`,
  ];
  return sql`(select json_group_array(json_object('secret', s, 'until', u)) from (
    ${sql.join(added, sql` union all `)}
    order by u desc limit ${MAX_RETIRED_SECRETS}))`;
}
