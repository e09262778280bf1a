import { z } from 'zod';
import type { RetiredSecret } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import { aadFor } from '../../shared/crypto/encryption';
import type { Issue } from '../../shared/errors/app-error';
import { SHOPIFY_STORE_NAME } from '../../shared/orders/shopify-store-name';
import { cleanPasted } from '../../shared/text/clean-pasted';
import type { Deps } from '../ports';
import { SECRET_OVERLAP_MS } from './retired-secrets';
import { storeNameSchema, storeRateSchema } from './store-schemas';
import { ShippingInput } from './store-shipping';

/** Becomes the value of a header. */
const secret = z
  .string()
  .overwrite(cleanPasted)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible characters, without spaces');

export const CreateShopifyStore = z
  .strictObject({
    name: storeNameSchema,
    kind: z.literal('shopify'),
    shopify_store_name: z
      .string()
      .overwrite(cleanPasted)
      .regex(SHOPIFY_STORE_NAME, 'must be the name before .myshopify.com, such as my-shop')
      .meta({ description: 'SHOPIFY_STORE_NAME: the name before .myshopify.com' }),
    shopify_token_app: secret
      .optional()
      .meta({ description: 'SHOPIFY_TOKEN_APP: the Admin API token of a custom app' }),
    shopify_client_id: secret
      .optional()
      .meta({ description: 'For an app that gets its tokens by the client credentials grant' }),
    shopify_client_secret: secret.optional(),
    shopify_webhook_secret: secret.optional().meta({ description: 'The secret with which Shopify signs its webhooks' }),
    shipping: ShippingInput.optional(),
    // Higher than for other stores: Shopify's own bucket of points limits first.
    rate: storeRateSchema({ perSecond: 100, burst: 100, concurrency: 20 }),
  })
  .meta({
    id: 'CreateShopifyStore',
    example: {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: 'my-shop',
      shopify_token_app: 'shpat_example',
      shopify_webhook_secret: 'example',
    },
  });
export type ShopifyInput = z.infer<typeof CreateShopifyStore>;

const issue = (member: string, code: string, message: string): Issue => ({ path: `/${member}`, code, message });

/** Returns the issues of a store's credentials: it needs either a token, or an app's id and secret; `before` may have them. */
export function shopifyIssues(input: ShopifyInput, before: Pick<Store, 'shopifyClientId'> | null): Issue[] {
  const { shopify_token_app: token, shopify_client_id: clientId, shopify_client_secret: clientSecret } = input;
  const storedId = before?.shopifyClientId ?? null;
  if (token !== undefined && clientSecret !== undefined) {
    return [issue('shopify_token_app', 'conflicting', 'Give either the token of an app, or its id and secret')];
  }
  if (clientSecret !== undefined && clientId === undefined && storedId === null) {
    return [issue('shopify_client_id', 'required', 'The secret of an app requires its id')];
  }
  if (clientId !== undefined && clientId !== storedId && clientSecret === undefined) {
    return [issue('shopify_client_secret', 'required', 'The id of an app requires its secret')];
  }
  if (!before && token === undefined && clientSecret === undefined) {
    return [issue('shopify_token_app', 'required', 'Give the token of an app, or its id and secret')];
  }
  return [];
}

/** Returns the columns that the input changes; secrets that are left out do not change. */
export async function shopifyColumns(
  { encryptor, now }: Pick<Deps, 'encryptor' | 'now'>,
  { storeId, input, before }: { storeId: string; input: ShopifyInput; before: Store | null },
): Promise<Partial<Store>> {
  const encrypt = (member: string, value: string) => encryptor.encrypt(value, aadFor(storeId, member));
  const noGrant = { shopifyAccessToken: null, shopifyAccessTokenUntil: null };
  const columns: Partial<Store> = { shopifyStoreName: input.shopify_store_name };
  if (input.shopify_store_name !== before?.shopifyStoreName) Object.assign(columns, noGrant);
  if (input.shopify_token_app !== undefined) {
    Object.assign(columns, noGrant, { shopifyClientId: null, shopifyClientSecret: null });
    columns.shopifyTokenApp = await encrypt('shopify_token_app', input.shopify_token_app);
  }
  if (input.shopify_client_secret !== undefined) {
    Object.assign(columns, noGrant, { shopifyTokenApp: null });
    columns.shopifyClientId = input.shopify_client_id ?? before?.shopifyClientId ?? null;
    columns.shopifyClientSecret = await encrypt('shopify_client_secret', input.shopify_client_secret);
  }
  if (input.shopify_webhook_secret !== undefined) {
    const old = before?.shopifyWebhookSecret ?? null;
    const isNew =
      old === null ||
      (await encryptor.decrypt(old, aadFor(storeId, 'shopify_webhook_secret'))) !== input.shopify_webhook_secret;
    if (isNew) {
      columns.shopifyWebhookSecret = await encrypt('shopify_webhook_secret', input.shopify_webhook_secret);
      columns.shopifyPreviousWebhookSecret = old;
      columns.shopifyPreviousWebhookSecretUntil = old === null ? null : now() + SECRET_OVERLAP_MS;
    }
  }
  return columns;
}

/**
 * Returns the client secret that a change replaces, encrypted as a webhook secret: Shopify still signs with it for a while. Null
 * if none is replaced.
 */
export async function replacedClientSecret(
  { encryptor, now }: Pick<Deps, 'encryptor' | 'now'>,
  { storeId, shopifyClientSecret: old }: Pick<Store, 'storeId' | 'shopifyClientSecret'>,
  { shopify_client_secret: next }: Pick<ShopifyInput, 'shopify_client_secret'>,
): Promise<RetiredSecret | null> {
  if (old === null || next === undefined) return null;
  const secret = await encryptor.decrypt(old, aadFor(storeId, 'shopify_client_secret'));
  if (secret === next) return null;
  const encrypted = await encryptor.encrypt(secret, aadFor(storeId, 'shopify_webhook_secret'));
  return { secret: encrypted, until: now() + SECRET_OVERLAP_MS };
}
