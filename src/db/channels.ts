import { and, count, desc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { type Database, unlessExists } from './database';
import { insertChannelBrokenWarning } from './events';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { isUnchanged } from './is-unchanged';
import { type PageParams, trimPage } from './page';
import { channels, type LastCheck, requests } from './schema';

export type Channel = typeof channels.$inferSelect;

/** What is to be known of a channel to see whether it signed a delivery. */
export type SigningChannel = Pick<Channel, keyof typeof SIGNING_COLUMNS>;
const SIGNING_COLUMNS = {
  channelId: channels.channelId,
  accountId: channels.accountId,
  phoneNumberId: channels.phoneNumberId,
  wabaId: channels.wabaId,
  appSecret: channels.appSecret,
};
const MAX_FOUND = 5_000;

const NUMBER_COLUMNS = 'channels.phone_number_id, channels.account_id';

export const channelsRepository = (db: Database) => ({
  /** False when the account has a channel for this number already. */
  async insert(channel: Channel, idempotencyRecord: IdempotencyRecord | null): Promise<boolean> {
    return unlessExists(NUMBER_COLUMNS, () =>
      db.batch([db.insert(channels).values(channel), ...insertIdempotencyRecord(db, idempotencyRecord)]),
    );
  },

  async find(accountId: string, channelId: string): Promise<Channel | undefined> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)))
      .get();
  },

  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(channels)
      .where(
        and(
          eq(channels.accountId, accountId),
          isNull(channels.deletedAt),
          after ? lt(channels.channelId, after) : undefined,
        ),
      )
      .orderBy(desc(channels.channelId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** `exists` where the account has another channel for the number. */
  async update({
    accountId,
    channelId,
    set,
  }: {
    accountId: string;
    channelId: string;
    set: Partial<Channel>;
  }): Promise<Channel | undefined | 'exists'> {
    let changed: Channel | undefined;
    const free = await unlessExists(NUMBER_COLUMNS, async () => {
      changed = await db
        .update(channels)
        .set(set)
        .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)))
        .returning()
        .get();
    });
    return free ? changed : 'exists';
  },

  /** Writes secrets that were sealed anew, unless one of them was changed since they were read; says whether it did. */
  async replaceSecrets(before: Channel, sealed: Partial<Channel>): Promise<boolean> {
    const { accountId, channelId } = before;
    const changed = await db
      .update(channels)
      .set(sealed)
      .where(
        and(
          eq(channels.accountId, accountId),
          eq(channels.channelId, channelId),
          isUnchanged(channels, before, sealed),
        ),
      )
      .returning({ channelId: channels.channelId });
    return changed.length > 0;
  },

  /** Notes what the last check of a channel saw, which changes nothing of the channel itself. */
  async saveLastCheck(accountId: string, channelId: string, lastCheck: LastCheck): Promise<void> {
    await db
      .update(channels)
      .set({ lastCheck })
      .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId)));
  },

  /** Channels with a secret that another key than this has sealed, and how many there are. */
  async listNotEncryptedWith(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const old = sql`(${channels.accessToken} not like ${current} or ${channels.appSecret} not like ${current})
      and ${channels.deletedAt} is null`;
    const [rows, totals] = await db.batch([
      db.select().from(channels).where(old).limit(limit),
      db.select({ total: count() }).from(channels).where(old),
    ]);
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /**
   * Every account's channels for these numbers and WhatsApp Business Accounts of Meta, up to 5,000: the signature decides
   * which of them a webhook is for.
   */
  async findByMetaIds({
    phoneNumberIds,
    wabaIds,
  }: {
    phoneNumberIds: string[];
    wabaIds: string[];
  }): Promise<SigningChannel[]> {
    const listed = (ids: string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;
    const find = (named: SQL) =>
      db
        .select(SIGNING_COLUMNS)
        .from(channels)
        .where(and(isNull(channels.deletedAt), named));
    // Two selects, each by its index: with `or` in one, SQLite reads the whole table.
    const byNumber = find(inArray(channels.phoneNumberId, listed(phoneNumberIds)));
    const byWaba = find(inArray(channels.wabaId, listed(wabaIds)));
    return byNumber.union(byWaba).limit(MAX_FOUND);
  },

  /** Marks a channel as broken and warns of it, once until it works again; false where it was broken already. */
  async markBroken({
    accountId,
    channelId,
    reason,
    now,
    eventId,
  }: {
    accountId: string;
    channelId: string;
    reason: string;
    now: number;
    eventId: string;
  }): Promise<boolean> {
    const one = sql`account_id = ${accountId} and channel_id = ${channelId} and deleted_at is null`;
    const [marked] = await db.batch([
      db
        .update(channels)
        .set({ brokenAt: now, brokenReason: reason, updatedAt: now })
        .where(sql`${one} and broken_at is null`)
        .returning({ channelId: channels.channelId }),
      insertChannelBrokenWarning(db, { accountId, channelId, reason, now, eventId }),
    ]);
    return marked.length > 0;
  },

  /** Up to `limit` runs that a channel's break holds, oldest first, to be woken; the sweeper sees to the others. */
  async releaseSuspended(
    channelId: string,
    now: number,
    limit: number,
  ): Promise<{ requestId: string; openWait: string }[]> {
    const [waits] = await db.batch([
      db
        .select({ requestId: requests.requestId, openWait: requests.openWait })
        .from(requests)
        .where(sql`held_channel_id = ${channelId} and wake_at is not null and open_wait is not null`)
        .orderBy(sql`request_id`)
        .limit(limit),
      db
        .update(requests)
        .set({ heldChannelId: null, nextCheckAt: now })
        .where(sql`held_channel_id = ${channelId} and wake_at is not null`),
    ]);
    return waits.flatMap(({ requestId, openWait }) => (openWait === null ? [] : [{ requestId, openWait }]));
  },

  /** Every account's channels of a WhatsApp Business Account. */
  async findByWaba(wabaId: string): Promise<Channel[]> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.wabaId, wabaId), isNull(channels.deletedAt)))
      .limit(100);
  },
});

export type ChannelsRepository = ReturnType<typeof channelsRepository>;
