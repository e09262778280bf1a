import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { FoundStep } from '../../shared/flows/set-up-step';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';
import type { LastCheck } from './stores';

/** The result of one step of a channel's set-up; its link follows from the step. */
export type SetUpResult = Pick<FoundStep, 'state' | 'by' | 'code' | 'detail' | 'facts'>;
/** What the last run of a channel's set-up has found. */
export type StoredSetUp = {
  at: number;
  results: Record<string, SetUpResult>;
  /** What Meta has last reported of the number. */
  number: JsonObject;
  /** When the number was last registered by this deployment, and before when Meta refuses a registration. */
  registeredAt: number | null;
  registerAfter: number | null;
};
/** A kind of messages that Meta does not accept from a number before `until`; null for an end that Meta does not name. */
export type ChannelLimit = { kind: 'template' | 'free'; reason: string; until: number | null };

export const channels = sqliteTable(
  'channels',
  {
    channelId: text('channel_id').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    phoneNumberId: text('phone_number_id').notNull(),
    wabaId: text('waba_id').notNull(),
    accessToken: text('access_token').notNull(),
    appSecret: text('app_secret').notNull(),
    /** When Meta began to reject calls for the number, and its error code; sends wait until a person fixes it. */
    brokenAt: integer('broken_at'),
    brokenReason: text('broken_reason'),
    /** When the templates were last read from Meta. */
    templatesAt: integer('templates_at'),
    /** The number's quality and limits as Meta last reported them. */
    quality: json<JsonObject>('quality'),
    lastCheck: json<LastCheck>('last_check'),
    /** The roles of our app in Meta's conversation routing; null: every role but that of Meta's agent. */
    routingRoles: json<string[]>('routing_roles'),
    /** Meta's id of the app that has the secret and made the token; null for a channel that was not connected by it. */
    appId: text('app_id'),
    /** The encrypted PIN with which the number was registered; null if this deployment does not know it. */
    pin: text('pin'),
    setUp: json<StoredSetUp>('set_up'),
    /** Meta's restrictions of the number's messages, with the times at which they end. */
    limits: json<ChannelLimit[]>('limits'),
    deletedAt: integer('deleted_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('channels_account').on(t.accountId, t.channelId),
    index('channels_waba').on(t.wabaId).where(sql`${t.deletedAt} is null`),
    // Unique per account only: an account that adds somebody else's number cannot sign for it nor lock out its owner.
    uniqueIndex('channels_number').on(t.phoneNumberId, t.accountId).where(sql`${t.deletedAt} is null`),
  ],
);

/** The parameters of a template, as Meta lists them. */
export type TemplateShape = {
  header: { format: string; parameters: string[] } | null;
  /** Names, or positions as text. */
  body: string[];
  buttons: { type: string; parameters: number }[];
};

/** The message templates of a WhatsApp Business Account, as Meta last reported them. */
export const templates = sqliteTable(
  'templates',
  {
    accountId: text('account_id').notNull(),
    wabaId: text('waba_id').notNull(),
    name: text('name').notNull(),
    language: text('language').notNull(),
    status: text('status').notNull(),
    category: text('category').notNull(),
    shape: json<TemplateShape>('shape').notNull(),
    /** Meta's components, unchanged. */
    components: json<JsonObject[]>('components').notNull(),
    reason: text('reason'),
    quality: text('quality'),
    /** How to correct a rejected template, in Meta's words. */
    recommendation: text('recommendation'),
    /** The category before Meta changed it, and one to which Meta has announced to change it. */
    previousCategory: text('previous_category'),
    announcedCategory: text('announced_category'),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.wabaId, t.name, t.language] })],
);
