import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from './database';
import { insertOutboxEvents } from './outbox';
import { channels } from './schema';

const c = alias(channels, 'c');

/**
 * Returns the statements that write an event for a channel that breaks, with its reason, or that works again. They stand before
 * its update, and write nothing for a channel that is broken already, or works.
 */
export function insertChannelEvent(
  db: Database,
  { accountId, channelId, reason, now }: { accountId: string; channelId: string; reason: string | null; now: number },
) {
  const type = reason === null ? ('channel.restored' as const) : ('channel.broken' as const);
  const changes = reason === null ? isNotNull(c.brokenAt) : isNull(c.brokenAt);
  const isChannel = and(eq(c.channelId, channelId), eq(c.accountId, accountId), isNull(c.deletedAt), changes);
  return insertOutboxEvents(
    db,
    [{ accountId, type, objectId: channelId, facts: { channel_id: channelId, reason, since: now } }],
    now,
    { where: () => sql`exists (select 1 from ${channels} c where ${isChannel})` },
  );
}
