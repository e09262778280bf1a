import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { type Database, unlessExists } from './database';
import { cutPage, type Page } from './page';
import { channels } from './schema';

export type Channel = typeof channels.$inferSelect;

export const channelsRepository = (db: Database) => ({
  /** False when the account has a channel for this number already. */
  async insert(channel: Channel): Promise<boolean> {
    return unlessExists('channels.phone_number_id, channels.account_id', () => db.insert(channels).values(channel));
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

  async update({
    accountId,
    channelId,
    set,
  }: {
    accountId: string;
    channelId: string;
    set: Partial<Channel>;
  }): Promise<Channel | undefined> {
    return db
      .update(channels)
      .set(set)
      .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)))
      .returning()
      .get();
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
