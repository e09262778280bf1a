import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, notLike, or, type SQL, sql } from 'drizzle-orm';
import { newAuditDraft } from '../../shared/access/audit-entry';
import { type AuditDraft, auditIf, insertAuditEntry } from '../accounts/audit';
import { insertChannelBrokenWarning } from '../events/events';
import { OPEN_WAIT_COLUMNS, type OpenWait, toOpenWaits } from '../runs/open-wait';
import { extendReplyWaits } from '../runs/unreachable-channels';
import { type ChannelLimit, channels, type LastCheck, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, jsonList, writeUnlessExists } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isLive } from '../sql/is-live';
import { isUnchanged } from '../sql/is-unchanged';
import { type PageParams, trimPage } from '../sql/page';
import { insertChannelEvent, insertChannelLimits, insertChannelWarning } from './channel-events';

export type Channel = typeof channels.$inferSelect;

/** The columns of a channel that the check of a delivery's signature needs. */
export type SigningChannel = Pick<Channel, keyof typeof SIGNING_COLUMNS>;
const SIGNING_COLUMNS = {
  channelId: channels.channelId,
  accountId: channels.accountId,
  phoneNumberId: channels.phoneNumberId,
  wabaId: channels.wabaId,
  appSecret: channels.appSecret,
};
const MAX_FOUND = 5_000;

const NUMBER_COLUMNS = [channels.phoneNumberId, channels.accountId];

/** The condition of an account's channel, whether it is deleted or not. */
const isChannel = (accountId: string, channelId: string) =>
  and(eq(channels.accountId, accountId), eq(channels.channelId, channelId));
const isConnected = isNull(channels.deletedAt);

export const channelsRepository = (db: Database) => ({
  /** Inserts a channel; false if the account has a channel for this number already. */
  async insert(channel: Channel, idempotencyRecord: IdempotencyRecord | null, audit: AuditDraft): Promise<boolean> {
    return writeUnlessExists(NUMBER_COLUMNS, () =>
      runBatch(db, {
        channel: db.insert(channels).values(channel),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: insertAuditEntry(db, audit),
      }),
    );
  },

  async find(accountId: string, channelId: string): Promise<Channel | undefined> {
    return db
      .select()
      .from(channels)
      .where(and(isChannel(accountId, channelId), isConnected))
      .get();
  },

  async findByNumber(accountId: string, phoneNumberId: string): Promise<Channel | undefined> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.phoneNumberId, phoneNumberId), eq(channels.accountId, accountId), isConnected))
      .get();
  },

  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(channels)
      .where(and(eq(channels.accountId, accountId), isConnected, after ? lt(channels.channelId, after) : undefined))
      .orderBy(desc(channels.channelId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Updates a channel; `exists` if the account has another channel for the number. With `brokenAt: null` it works again. */
  async update({
    accountId,
    channelId,
    set,
    audit,
  }: {
    accountId: string;
    channelId: string;
    set: Partial<Channel>;
    /** For what a caller changes. */
    audit?: AuditDraft;
  }): Promise<Channel | undefined | 'exists'> {
    let changed: Channel | undefined;
    const restored = { accountId, channelId, reason: null, now: set.updatedAt ?? 0 };
    const free = await writeUnlessExists(NUMBER_COLUMNS, async () => {
      const isIt = and(isChannel(accountId, channelId), isConnected);
      const { rows } = await runBatch(db, {
        audit: auditIf(db, audit, { where: sql`exists (select 1 from ${channels} where ${isIt})` }),
        events: set.brokenAt === null ? insertChannelEvent(db, restored) : [],
        waits: set.brokenAt === null ? [extendReplyWaits(db, channelId, restored.now)] : [],
        rows: db
          .update(channels)
          .set(set)
          .where(and(isChannel(accountId, channelId), isConnected))
          .returning(),
      });
      changed = rows[0];
    });
    return free ? changed : 'exists';
  },

  /** Writes re-encrypted secrets; false if one of them has changed since `before` was read. */
  async replaceSecrets(before: Channel, encrypted: Partial<Channel>): Promise<boolean> {
    const changed = await db
      .update(channels)
      .set(encrypted)
      .where(and(isChannel(before.accountId, before.channelId), isUnchanged(channels, before, encrypted)))
      .returning({ channelId: channels.channelId });
    return changed.length > 0;
  },

  /** Saves the result of the last check; the channel's `updatedAt` stays as it is. */
  async saveLastCheck(accountId: string, channelId: string, lastCheck: LastCheck): Promise<void> {
    await db.update(channels).set({ lastCheck }).where(isChannel(accountId, channelId));
  },

  /** Stores an encrypted PIN, unless the channel has one; returns the one that it has. */
  async claimPin(accountId: string, channelId: string, encrypted: string): Promise<string> {
    const [row] = await db
      .update(channels)
      .set({ pin: sql`coalesce(${channels.pin}, ${encrypted})` })
      .where(isChannel(accountId, channelId))
      .returning({ pin: channels.pin });
    return row?.pin ?? encrypted;
  },

  /** Saves the results of a run of the set-up; the channel's `updatedAt` stays as it is. */
  async saveSetUp(
    accountId: string,
    channelId: string,
    set: Partial<Pick<Channel, 'appId' | 'pin' | 'setUp'>>,
    audit: AuditDraft | null = null,
  ): Promise<void> {
    await runBatch(db, {
      audit: auditIf(db, audit),
      channel: db.update(channels).set(set).where(isChannel(accountId, channelId)),
    });
  },

  /** Returns up to `limit` channels with a secret that another key than this has encrypted, and their total number. */
  async listNotEncryptedWith(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const isOld = or(
      ...[channels.accessToken, channels.appSecret, channels.pin].map((secret) => notLike(secret, current)),
    );
    const old = and(isOld, isConnected);
    const { rows, totals } = await runBatch(db, {
      rows: db.select().from(channels).where(old).limit(limit),
      totals: db.select({ total: count() }).from(channels).where(old),
    });
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /**
   * Returns every account's channels for these numbers and WhatsApp Business Accounts, at most 5,000. The signature decides
   * which of them a webhook is for.
   */
  async findByMetaIds(ids: { phoneNumberIds: string[]; wabaIds: string[] }): Promise<SigningChannel[]> {
    const find = (hasId: SQL) => db.select(SIGNING_COLUMNS).from(channels).where(and(isConnected, hasId));
    // Two selects, each by its index: with `or` in one, SQLite reads the whole table.
    const byNumber = find(inArray(channels.phoneNumberId, jsonList(ids.phoneNumberIds)));
    const byWaba = find(inArray(channels.wabaId, jsonList(ids.wabaIds)));
    return byNumber.union(byWaba).limit(MAX_FOUND);
  },

  /** Marks a channel as broken and inserts a warning; false if it was broken already. */
  async markBroken(broken: {
    accountId: string;
    channelId: string;
    reason: string;
    now: number;
    eventId: string;
  }): Promise<boolean> {
    const { accountId, channelId, reason, now } = broken;
    const worksUntilNow = and(isChannel(accountId, channelId), isConnected, isNull(channels.brokenAt));
    const targets = [{ type: 'channel', id: channelId }];
    const entry = newAuditDraft({ accountId, action: 'channel.broken', targets, metadata: { reason } }, now);
    const { marked } = await runBatch(db, {
      events: insertChannelEvent(db, broken),
      audit: insertAuditEntry(db, entry, { where: sql`exists (select 1 from ${channels} where ${worksUntilNow})` }),
      marked: db
        .update(channels)
        .set({ brokenAt: now, brokenReason: reason, updatedAt: now })
        .where(worksUntilNow)
        .returning({ channelId: channels.channelId }),
      warning: insertChannelBrokenWarning(db, broken),
    });
    return marked.length > 0;
  },

  /** Writes an event for a warning of Meta. */
  async warn(warning: { accountId: string; channelId: string; reason: string; now: number }): Promise<void> {
    await runBatch(db, { events: insertChannelWarning(db, warning) });
  },

  /** Stores which messages Meta does not accept from the channel for a time, and writes an event for each new limit. */
  async limit(limited: { accountId: string; channelId: string; limits: ChannelLimit[]; now: number }): Promise<void> {
    const { accountId, channelId, limits, now } = limited;
    await runBatch(db, {
      events: insertChannelLimits(db, limited),
      channel: db.update(channels).set({ limits, updatedAt: now }).where(isChannel(accountId, channelId)),
    });
  },

  /** Releases the runs that a broken channel holds. Returns up to `limit` to wake; the sweep wakes the others. */
  async releaseSuspended(channelId: string, now: number, limit: number): Promise<OpenWait[]> {
    const isHeld = and(eq(requests.heldChannelId, channelId), isLive());
    const { waits } = await runBatch(db, {
      waits: db
        .select(OPEN_WAIT_COLUMNS)
        .from(requests)
        .where(and(isHeld, isNotNull(requests.openWait)))
        .orderBy(asc(requests.requestId))
        .limit(limit),
      released: db.update(requests).set({ heldChannelId: null, nextCheckAt: now }).where(isHeld),
    });
    return toOpenWaits(waits);
  },

  /** Returns up to 100 channels of a WhatsApp Business Account, of every account. */
  async findByWaba(wabaId: string): Promise<Channel[]> {
    return db
      .select()
      .from(channels)
      .where(and(eq(channels.wabaId, wabaId), isConnected))
      .limit(100);
  },
});

export type ChannelsRepository = ReturnType<typeof channelsRepository>;
