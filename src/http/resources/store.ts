import { z } from 'zod';
import type { Endpoint, StoredShipping } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import { decryptShipping } from '../../domain/stores/decrypt-shipping';
import { decryptHeaders } from '../../domain/stores/endpoint-headers';
import { MappedStatuses } from '../../domain/stores/mapped-statuses';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import { SHIPPING_SECRETS } from '../../shared/orders/shipping-secrets';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant } from './common';
import { MaskedSecret, maskSecret } from './masked-secret';

const EndpointResource = z.object({
  url: z.string(),
  method: z.enum(['GET', 'POST']),
  params: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), MaskedSecret),
  timeout_ms: z.number().int(),
});

const statuses = MappedStatuses.optional();

const ShippingResource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qapla'), api_key: MaskedSecret, statuses }),
  z.object({
    kind: z.enum(['aftership', 'sendcloud']),
    webhook_secret: MaskedSecret,
    treat_as_held: z.boolean(),
    statuses,
  }),
  z.object({ kind: z.literal('shippypro'), webhook_user: MaskedSecret, webhook_password: MaskedSecret, statuses }),
]);

export const StoreResource = z
  .object({
    id_store: z.string(),
    name: z.string(),
    kind: z.enum(['custom', 'shopify']),
    secret: MaskedSecret,
    get_object: EndpointResource.nullable(),
    update_object: EndpointResource.nullable(),
    shopify_store_name: z.string().nullable(),
    shopify_token_app: MaskedSecret,
    shopify_client_id: z.string().nullable(),
    shopify_client_secret: MaskedSecret,
    shopify_webhook_secret: MaskedSecret,
    shipping: ShippingResource.nullable(),
    rate: z.object({ per_second: z.number(), burst: z.number().int(), concurrency: z.number().int() }),
    paused_at: Instant.nullable(),
    paused_reason: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Store' });

async function presentEndpoint(encryptor: Encryptor, storeId: string, endpoint: Endpoint | null) {
  if (!endpoint) return null;
  const decrypted = await decryptHeaders(encryptor, storeId, endpoint.headers);
  const headers = Object.fromEntries(Object.entries(decrypted).map(([name, value]) => [name, maskSecret(value)]));
  return { ...endpoint, headers };
}

async function presentShipping(encryptor: Encryptor, storeId: string, shipping: StoredShipping | null) {
  if (!shipping) return null;
  const decrypted = await decryptShipping(encryptor, storeId, shipping);
  const secrets = SHIPPING_SECRETS[shipping.kind].map((name) => [name, maskSecret(decrypted[name] ?? null)]);
  const isSigned = shipping.kind === 'aftership' || shipping.kind === 'sendcloud';
  return {
    kind: shipping.kind,
    ...Object.fromEntries(secrets),
    ...(isSigned ? { treat_as_held: shipping.treat_as_held === true } : {}),
    ...(shipping.statuses ? { statuses: shipping.statuses } : {}),
  } as z.infer<typeof ShippingResource>;
}

/** Builds the response of a store, with masked secrets. */
export async function presentStore(
  store: Store,
  encryptor: Encryptor,
  zone: string,
): Promise<z.infer<typeof StoreResource>> {
  const { storeId } = store;
  const mask = async (member: string, ciphertext: string | null) =>
    maskSecret(ciphertext === null ? null : await encryptor.decrypt(ciphertext, aadFor(storeId, member)));
  return {
    id_store: storeId,
    name: store.name,
    kind: store.kind,
    secret: await mask('secret', store.secret),
    get_object: await presentEndpoint(encryptor, storeId, store.getObject),
    update_object: await presentEndpoint(encryptor, storeId, store.updateObject),
    shopify_store_name: store.shopifyStoreName,
    shopify_token_app: await mask('shopify_token_app', store.shopifyTokenApp),
    shopify_client_id: store.shopifyClientId,
    shopify_client_secret: await mask('shopify_client_secret', store.shopifyClientSecret),
    shopify_webhook_secret: await mask('shopify_webhook_secret', store.shopifyWebhookSecret),
    shipping: await presentShipping(encryptor, storeId, store.shipping),
    rate: store.rate,
    paused_at: store.pausedAt === null ? null : formatInstant(store.pausedAt, zone),
    paused_reason: store.pausedReason,
    created_at: formatInstant(store.createdAt, zone),
    updated_at: formatInstant(store.updatedAt, zone),
  };
}
