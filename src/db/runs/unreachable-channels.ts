import { and, eq, inArray, isNotNull, isNull, lte, notLike, or, type SQL, sql } from 'drizzle-orm';
import { channels, requestSteps, requests } from '../schema';
import type { Database } from '../sql/database';
import { isLive } from '../sql/is-live';

/**
 * Meta's errors after which customers cannot write to a number either: it is not registered, or its account is locked. A wrong token
 * or a missing payment method stops only what is sent.
 */
const UNREACHABLE_CODES = ['meta_368', 'meta_131031', 'meta_131045', 'meta_133010'];

/** The condition that no message of a customer arrives until somebody repairs a channel; every event of the account stops them. */
const isUnreachable = and(
  isNotNull(channels.brokenAt),
  isNull(channels.deletedAt),
  or(notLike(channels.brokenReason, 'meta%'), inArray(channels.brokenReason, UNREACHABLE_CODES)),
);

/** Returns the condition that the channel with this id is unreachable. */
export const isChannelUnreachable = (channelId: SQL): SQL =>
  sql`exists (select 1 from ${channels} where ${channels.channelId} = ${channelId} and ${isUnreachable})`;

/** Returns the condition that the channel with this id has been disconnected. */
export const isChannelDeleted = (channelId: SQL): SQL =>
  sql`exists (select 1 from ${channels} where ${channels.channelId} = ${channelId} and ${isNotNull(channels.deletedAt)})`;

/**
 * Returns the statements that give the waits for replies on an unreachable channel the time back in which nobody could reply; they
 * stand before the one that repairs the channel. Runs whose time was up are checked now.
 */
export function extendReplyWaits(db: Database, channelId: string, now: number) {
  const since = sql`(select ${channels.brokenAt} from ${channels} where ${channels.channelId} = ${channelId}
    and ${isUnreachable})`;
  const isWaiting = and(eq(requests.channelId, channelId), eq(requests.waitingFor, 'reply'), isLive());
  const isOpen = and(
    eq(requestSteps.kind, 'wait_for_reply'),
    eq(requestSteps.status, 'waiting'),
    isNull(requestSteps.result),
    sql`${since} is not null`,
  );
  return {
    due: db
      .update(requests)
      .set({ nextCheckAt: now })
      .where(
        and(
          isWaiting,
          sql`exists (select 1 from ${requestSteps} where ${requestSteps.requestId} = ${requests.requestId}
            and ${isOpen} and ${lte(requestSteps.deadline, now)})`,
        ),
      ),
    extended: db
      .update(requestSteps)
      .set({ deadline: sql`${requestSteps.deadline} + ${now} - max(${since}, ${requestSteps.startedAt})` })
      .where(
        and(
          sql`${requestSteps.requestId} in (select ${requests.requestId} from ${requests} where ${isWaiting})`,
          isOpen,
        ),
      ),
  };
}
