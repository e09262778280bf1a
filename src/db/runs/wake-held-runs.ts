import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { conversations, customerAliases, requests } from '../schema';
import type { Database } from '../sql/database';
import { isLive } from '../sql/is-live';
import { OPEN_WAIT_COLUMNS } from './open-wait';

/** `c` in the condition of `wakeHeldRuns`. */
export const heldConversation = alias(conversations, 'c');

/** Returns the statement that wakes the runs which wait to send to the customers of conversations that flows own again. */
export const wakeHeldRuns = (db: Database, now: number, isGivenBack: SQL | undefined) => {
  const [c, a] = [heldConversation, alias(customerAliases, 'a')];
  const isFree = and(isGivenBack, isNull(c.owner));
  const names = sql`select ${c.channelId}, ltrim(${c.userKey}, '+') from ${conversations} ${c} where ${isFree}
    union select ${c.channelId}, ${a.alias} from ${conversations} ${c} join ${customerAliases} ${a}
      on ${a.accountId} = ${c.accountId} and ${a.userKey} = ${c.userKey} where ${isFree}`;
  return db
    .update(requests)
    .set({ nextCheckAt: now })
    .where(
      and(
        sql`(${requests.channelId}, ${requests.address}) in (${names})`,
        isNotNull(requests.openWait),
        eq(requests.waitingFor, 'delivery'),
        isLive(),
      ),
    )
    .returning(OPEN_WAIT_COLUMNS);
};
