import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import { aadFor } from '../../shared/crypto/encryption';
import { AppError } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { AnyJsonObject } from '../../shared/json/json-schemas';
import { mergePatch } from '../../shared/json/merge-patch';
import { objectOrEmpty } from '../../shared/json/read-json';
import { toIssues } from '../../shared/validation/zod-issues';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { CreateStore, type StoreInput } from './create-store';
import { type CustomInput, endpointColumns, endpointIssues } from './custom-store';
import { decryptHeaders } from './endpoint-headers';
import { findStore } from './find-store';
import { checkRetiredLimit } from './retired-secrets';
import { replacedClientSecret, shopifyColumns, shopifyIssues } from './shopify-store';
import { encryptShipping, shippingInput, shippingIssues } from './store-shipping';
import { invalidateWebhookStore } from './webhook-store';

/** How often a change is tried when the store is changed in between. */
const MAX_TRIES = 5;

/** A merge patch (RFC 7396) of a store; the merged store is validated. */
export const PatchStore = AnyJsonObject;

const MEMBERS = new Set(CreateStore.options.flatMap(({ shape }) => Object.keys(shape)));

/** Returns a store as the input of createStore, with decrypted headers and without secrets: the patch is merged into it. */
async function inputOf({ encryptor }: Pick<Deps, 'encryptor'>, store: Store, patch: JsonObject): Promise<JsonObject> {
  const { storeId, name, kind, rate, shopifyStoreName, shopifyClientId } = store;
  const shipping: JsonObject = store.shipping
    ? { shipping: shippingInput(store.shipping, objectOrEmpty(patch.shipping)) }
    : {};
  if (kind === 'shopify') {
    const input: JsonObject = { name, kind, rate, ...shipping, shopify_store_name: shopifyStoreName };
    if (shopifyClientId !== null) input.shopify_client_id = shopifyClientId;
    return input;
  }
  const decrypt = async (endpoint: Endpoint | null) =>
    endpoint ? { ...endpoint, headers: await decryptHeaders(encryptor, storeId, endpoint.headers) } : null;
  const endpoints = { get_object: await decrypt(store.getObject), update_object: await decrypt(store.updateObject) };
  const present = Object.entries(endpoints).filter(([, endpoint]) => endpoint !== null);
  return { name, kind, rate, ...shipping, ...Object.fromEntries(present) };
}

/** Returns a custom store's new columns; a new signing secret replaces all old ones at once. */
async function customColumns(
  deps: Pick<Deps, 'encryptor'>,
  before: Store,
  input: CustomInput,
): Promise<Partial<Store>> {
  const { storeId } = before;
  const columns = await endpointColumns(deps, storeId, input);
  if (input.secret === undefined) return columns;
  const aad = aadFor(storeId, 'secret');
  // The same secret, as a PUT may repeat it, changes nothing.
  if (before.secret !== null && (await deps.encryptor.decrypt(before.secret, aad)) === input.secret) return columns;
  const secret = await deps.encryptor.encrypt(input.secret, aad);
  return { ...columns, secret, previousSecret: null, previousSecretUntil: null, earlierSecrets: null };
}

/** What a store becomes, and the members that the caller has given. */
type Change = { input: StoreInput; members: string[] };

/** Writes a store; returns undefined if it was changed since it was read. */
async function writeStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores' | 'urlRejectionReason'>,
  context: Context,
  before: Store,
  { input, members }: Change,
): Promise<Store | undefined> {
  const { accountId, storeId } = before;
  const issues = input.kind === 'custom' ? endpointIssues(deps, input) : shopifyIssues(input, before);
  issues.push(...shippingIssues(input.shipping, before.shipping));
  if (input.kind !== before.kind)
    issues.push({ path: '/kind', code: 'fixed', message: 'The kind of a store cannot change' });
  if (issues.length > 0) throw new AppError('validation_failed', 'The store is not valid', { issues });
  const columns =
    input.kind === 'custom'
      ? await customColumns(deps, before, input)
      : await shopifyColumns(deps, { storeId, input, before });
  const shipping = await encryptShipping(deps.encryptor, storeId, { input: input.shipping, before: before.shipping });
  const now = deps.now();
  const previous = (columns.shopifyPreviousWebhookSecret ?? null) !== null;
  const another = input.kind === 'shopify' ? await replacedClientSecret(deps, before, input) : null;
  const retires = previous || another ? { previous, another, at: now } : null;
  if (retires) checkRetiredLimit(before, now);
  return deps.stores.update({
    accountId,
    storeId,
    retires,
    unchangedSince: before.updatedAt,
    audit: newAuditEntry(context, now, 'store.changed', {
      targets: [{ type: 'store', id: storeId }],
      metadata: { members: members.join(' ') },
    }),
    // Later than the previous change, also within one ms: by it the next change detects this one.
    set: { name: input.name, rate: input.rate, shipping, ...columns, updatedAt: Math.max(now, before.updatedAt + 1) },
  });
}

/**
 * Changes a store to the input that `changeOf` makes of its current state, and tries again if it was changed in between. Fails
 * with store_changed after five tries.
 */
async function changeStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores' | 'urlRejectionReason'>,
  context: Context,
  storeId: string,
  changeOf: (before: Store) => Promise<Change>,
): Promise<Store> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await findStore(deps, context, storeId);
    const changed = await writeStore(deps, context, before, await changeOf(before));
    if (!changed) continue;
    invalidateWebhookStore(changed.accountId, storeId);
    return changed;
  }
  throw new AppError('store_changed', 'The store was changed at the same time: read it and try again');
}

/** Replaces a store (PUT). Secrets that are left out do not change. */
export const replaceStore = (
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores' | 'urlRejectionReason'>,
  context: Context,
  { storeId, input }: { storeId: string; input: StoreInput },
): Promise<Store> => changeStore(deps, context, storeId, async () => ({ input, members: Object.keys(input) }));

/** Merges a patch into a store (PATCH); concurrent patches are merged one after another. */
export const patchStore = (
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores' | 'urlRejectionReason'>,
  context: Context,
  { storeId, patch }: { storeId: string; patch: JsonObject },
): Promise<Store> =>
  changeStore(deps, context, storeId, async (before) => {
    // Checked here, because a null for an unknown member leaves no trace in the merged store.
    const unknown = Object.keys(patch).filter((name) => !MEMBERS.has(name));
    if (unknown.length > 0) {
      const issues = toIssues([{ code: 'unrecognized_keys', keys: unknown, path: [], message: '' }]);
      throw new AppError('validation_failed', 'The store is not valid', { issues });
    }
    const merged = CreateStore.safeParse(mergePatch(await inputOf(deps, before, patch), patch));
    if (merged.success) return { input: merged.data, members: Object.keys(patch) };
    throw new AppError('validation_failed', 'The store is not valid', { issues: toIssues(merged.error.issues) });
  });
