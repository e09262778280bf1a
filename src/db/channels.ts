import { and, count, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { type Database, unlessExists } from './database';
import { claimKey, type IdempotencyRow } from './idempotency';
import { cutPage, type Page } from './page';
import { channels } from './schema';

export type Channel = typeof channels.$inferSelect;

const NUMBER_COLUMNS = 'channels.phone_number_id, channels.account_id';

export const channelsRepository = (db: Database) => ({
  /** False when the account has a channel for this number already. */
  async insert(channel: Channel, claim: IdempotencyRow | null): Promise<boolean> {
    return unlessExists(NUMBER_COLUMNS, () => db.batch([db.insert(channels).values(channel), ...claimKey(db, claim)]));
  },

  async find(accountId: string, channelId: string): Promise<Channel | undefined> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)))
      .get();
  },

  async list(accountId: string, { limit, after }: Page) {
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
    return cutPage(rows, limit);
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

  /** Channels with a secret that another key than this has sealed, and how many there are. */
  async listNotSealedBy(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const old = sql`(${channels.accessToken} not like ${current} or ${channels.appSecret} not like ${current})
      and ${channels.deletedAt} is null`;
    const [rows, totals] = await db.batch([
      db.select().from(channels).where(old).limit(limit),
      db.select({ total: count() }).from(channels).where(old),
    ]);
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /** Every account's channel for a number of Meta: the signature decides which of them a webhook is for. */
  async findByNumber(phoneNumberId: string): Promise<Channel[]> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.phoneNumberId, phoneNumberId), isNull(channels.deletedAt)))
      .limit(20);
  },
});

export type ChannelsRepository = ReturnType<typeof channelsRepository>;
