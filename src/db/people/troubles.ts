import { sql } from 'drizzle-orm';
import { channels, pushes, stores } from '../schema';
import type { Database } from '../sql/database';

/** What does not work in an account: a number that Meta rejects or limits, a paused store, updates that keep failing. */
export type Trouble = {
  kind: 'channel_broken' | 'channel_limited' | 'store_paused' | 'updates_failed';
  /** The id of the channel or store; empty for updates. */
  id: string;
  name: string;
  /** The code of the cause; null if it is not one. */
  reason: string | null;
};

/** The troubles of each kind that are read. */
const MAX_OF_KIND = 3;
/** So many failed updates within a week are a trouble of their own. */
const MANY_UPDATES = 5;
const WEEK_MS = 7 * 86_400_000;

/** Selects what does not work in an account, in one statement that reads a few rows by index. */
export const selectTroubles = (db: Database, accountId: string) => {
  const now = sql`unixepoch() * 1000`;
  const isLimited = sql`exists (select 1 from json_each(${channels.limits}) l
    where l.value ->> '$.until' is null or l.value ->> '$.until' > ${now})`;
  const ofChannels = sql`select iif(${channels.brokenAt} is null, 'channel_limited', 'channel_broken') as kind,
      ${channels.channelId} as subject, ${channels.name} as called, ${channels.brokenReason} as reason
    from ${channels} where ${channels.accountId} = ${accountId} and ${channels.deletedAt} is null
      and (${channels.brokenAt} is not null or ${isLimited}) limit ${MAX_OF_KIND}`;
  const ofStores = sql`select 'store_paused', ${stores.storeId}, ${stores.name}, ${stores.pausedReason}
    from ${stores} where ${stores.accountId} = ${accountId} and ${stores.deletedAt} is null
      and ${stores.pausedAt} is not null limit ${MAX_OF_KIND}`;
  const newestDead = sql`select ${pushes.updatedAt} as at from ${pushes}
    where ${pushes.accountId} = ${accountId} and ${pushes.state} = 'dead' order by ${pushes.pushId} desc limit ${MANY_UPDATES}`;
  const ofUpdates = sql`select 'updates_failed', '', '', null
    where ${MANY_UPDATES} = (select count(*) from (${newestDead}) where at >= ${now} - ${WEEK_MS})`;
  return db
    .select({
      kind: sql<Trouble['kind']>`kind`.as('trouble'),
      id: sql<string>`subject`.as('trouble_id'),
      name: sql<string>`called`.as('trouble_name'),
      reason: sql<string | null>`reason`.as('trouble_reason'),
    })
    .from(
      sql`(select * from (${ofChannels}) union all select * from (${ofStores}) union all select * from (${ofUpdates}))`,
    );
};
