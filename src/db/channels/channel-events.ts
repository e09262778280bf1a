import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { insertOutboxEvents } from '../events/outbox';
import { type ChannelLimit, channels, outboxEvents } from '../schema';
import type { Database } from '../sql/database';

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

type ChannelNotice = { accountId: string; channelId: string; reason: string; now: number };

/** Meta may report the same thing again. */
const REPEATED_MS = 86_400_000;

/** Returns the statements that write an event for a warning of Meta about a channel, once a day for each reason. */
export function insertChannelWarning(db: Database, { accountId, channelId, reason, now }: ChannelNotice) {
  const facts = { channel_id: channelId, reason, since: now };
  return insertOutboxEvents(db, [{ accountId, type: 'channel.warning', objectId: channelId, facts }], now, {
    where: () => sql`not exists (select 1 from ${outboxEvents} o where o.account_id = ${accountId}
      and o.object_id = ${channelId} and o.type = 'channel.warning' and o.facts ->> 'reason' = ${reason}
      and o.created_at > ${now - REPEATED_MS})`,
  });
}

/** Returns the statements that write an event for each limit of a channel; none where the limits are known already. */
export function insertChannelLimits(
  db: Database,
  { accountId, channelId, limits, now }: Omit<ChannelNotice, 'reason'> & { limits: ChannelLimit[] },
) {
  const isNew = sql`not exists (select 1 from ${channels} c where ${eq(c.channelId, channelId)}
    and json(coalesce(${c.limits}, '[]')) = json(${JSON.stringify(limits)}))`;
  const drafts = limits.map(({ reason, until }) => ({
    accountId,
    type: 'channel.limited' as const,
    objectId: channelId,
    facts: { channel_id: channelId, reason, since: now, until },
  }));
  return insertOutboxEvents(db, drafts, now, { where: () => isNew });
}
