import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoundStep } from '../../shared/flows/set-up-step';
import type { MappedStatus } from '../../shared/orders/mapped-status';
import type { ShippingKind, ShippingSecret } from '../../shared/orders/shipping-secrets';
import type { FoundCheck } from '../../shared/validation/check';
import { json } from './json-column';

/** The result of the last check of a store or channel. */
export type LastCheck = { at: number; checks: FoundCheck[] };

export type Endpoint = {
  url: string;
  method: 'GET' | 'POST';
  params?: Record<string, string>;
  /** Each value is encrypted; the names are not. */
  headers: Record<string, string>;
  timeout_ms: number;
};
/** An encrypted secret that is valid until an instant. */
export type RetiredSecret = { secret: string; until: number };
/** A store's shipping platform. Each secret is encrypted. */
export type StoredShipping = {
  kind: ShippingKind;
  secrets: Partial<Record<ShippingSecret, string>>;
  /** Statuses after which a parcel is usually held are holds; absent for no. */
  treat_as_held?: boolean;
  /** What the merchant says that the platform's texts mean; absent for nothing. */
  statuses?: MappedStatus[];
};
/** The set-up of a Shopify store by its API, as it was when Shopify was last asked. */
export type StoreSetUp = {
  /** The address of this deployment in the URLs of the webhooks. */
  origin: string;
  /** When the steps were last checked; null until the first check has ended. */
  at: number | null;
  steps: FoundStep[];
  /** The ids of the webhook subscriptions that existed, by topic. */
  subscriptions: Record<string, string>;
};
export type Rate = { per_second: number; burst: number; concurrency: number };

export const stores = sqliteTable(
  'stores',
  {
    storeId: text('id_store').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['custom', 'shopify'] }).notNull(),
    secret: text('secret'),
    /** During the overlap of a rotation each push carries a signature by both secrets. */
    previousSecret: text('previous_secret'),
    previousSecretUntil: integer('previous_secret_until'),
    /** Secrets before the previous one (of pushes, or of Shopify's webhooks) that are still valid, newest first. */
    earlierSecrets: json<RetiredSecret[]>('earlier_secrets'),
    getObject: json<Endpoint>('get_object'),
    updateObject: json<Endpoint>('update_object'),
    rate: json<Rate>('rate').notNull(),
    shopifyStoreName: text('shopify_store_name'),
    shopifyTokenApp: text('shopify_token_app'),
    shopifyWebhookSecret: text('shopify_webhook_secret'),
    /** Shopify may still sign with the previous secret after a rotation. */
    shopifyPreviousWebhookSecret: text('shopify_previous_webhook_secret'),
    shopifyPreviousWebhookSecretUntil: integer('shopify_previous_webhook_secret_until'),
    /** An app that uses the client credentials grant, and its current token. */
    shopifyClientId: text('shopify_client_id'),
    shopifyClientSecret: text('shopify_client_secret'),
    shopifyAccessToken: text('shopify_access_token'),
    shopifyAccessTokenUntil: integer('shopify_access_token_until'),
    /** When the last webhook came, and the last one with an invalid signature. */
    webhookSeenAt: integer('webhook_seen_at'),
    webhookRefusedAt: integer('webhook_refused_at'),
    /** When the last order came by a webhook that was made by hand, while the app has webhooks of its own. */
    handMadeSeenAt: integer('hand_made_seen_at'),
    /** The key in the URL of the shop's webhooks, shown on the profile page; it has no other permission. */
    webhookKey: text('webhook_key'),
    webhookKeyId: text('webhook_key_id'),
    shipping: json<StoredShipping>('shipping'),
    lastCheck: json<LastCheck>('last_check'),
    /** Null while the store has not been set up by a call. */
    setUp: json<StoreSetUp>('set_up'),
    /** When the next reconciliation with the shop's orders is due, and the shop's time up to which it has run. */
    reconcileAt: integer('reconcile_at'),
    reconciledUpTo: integer('reconciled_up_to'),
    /** Where an unfinished reconciliation continues. */
    reconcileCursor: text('reconcile_cursor'),
    /** The highest sequence number among purged pushes: an object without pushes continues from it. */
    purgedSequence: integer('forgotten_sequence').notNull().default(0),
    pausedAt: integer('paused_at'),
    pausedReason: text('paused_reason'),
    deletedAt: integer('deleted_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('stores_account').on(t.accountId, t.storeId),
    index('stores_deleted').on(t.deletedAt).where(sql`${t.deletedAt} is not null`),
    index('stores_reconcile').on(t.reconcileAt).where(sql`${t.kind} = 'shopify' and ${t.deletedAt} is null`),
  ],
);
