import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores';
import { AppError } from '../../shared/app-error';
import { aadFor } from '../../shared/encryption';
import { AnyJsonObject, type JsonObject } from '../../shared/json';
import { mergePatch } from '../../shared/merge-patch';
import { newWebhookSecret } from '../../shared/standard-webhooks';
import { toIssues } from '../../shared/zod-issues';
import type { MakeIdempotencyRecord } from '../idempotency';
import { invalidateCredentials } from '../keys/authenticate';
import type { Context, Deps } from '../ports';
import { type CreatedStore, CreateStore, type StoreInput } from './create-store';
import { type CustomInput, endpointColumns, endpointIssues } from './custom-store';
import { decryptHeaders } from './endpoint-headers';
import { retiredSecrets } from './retired-secrets';
import { shopifyColumns, shopifyIssues } from './shopify-store';
import { invalidateWebhookStore } from './webhook-store';

/** Pushes are signed with a secret for this long after it was rotated away, too. */
const OVERLAP_MS = 86_400_000;
/** Each costs a signature in a header of every push, or one to compare with that of every webhook. */
const MAX_RETIRED = 20;
/** So often a store is read again that was changed in between. */
const MAX_TRIES = 5;

/** A merge patch (RFC 7396) of a store; what it gives is checked as a whole. */
export const PatchStore = AnyJsonObject;

const MEMBERS = new Set(CreateStore.options.flatMap(({ shape }) => Object.keys(shape)));

export async function findStore(deps: Deps, { account }: Context, storeId: string): Promise<Store> {
  const store = await deps.stores.find(account.accountId, storeId);
  if (!store) throw new AppError('not_found', 'There is no such store');
  return store;
}

/** A store as it would be made, its header values in the clear: what a patch is merged into. Secrets that are absent stay. */
async function inputOf({ encryptor }: Deps, store: Store): Promise<JsonObject> {
  const { storeId, name, kind, rate, shopifyStoreName, shopifyClientId } = store;
  if (kind === 'shopify') {
    const known: JsonObject = { name, kind, rate, shopify_store_name: shopifyStoreName };
    if (shopifyClientId !== null) known.shopify_client_id = shopifyClientId;
    return known;
  }
  const open = async (endpoint: Endpoint | null) =>
    endpoint ? { ...endpoint, headers: await decryptHeaders(encryptor, storeId, endpoint.headers) } : null;
  const endpoints = { get_object: await open(store.getObject), update_object: await open(store.updateObject) };
  const given = Object.entries(endpoints).filter(([, endpoint]) => endpoint !== null);
  return { name, kind, rate, ...Object.fromEntries(given) };
}

/** A custom store's columns as they are to be; another signing secret that is given is the only one from then on. */
async function customColumns(deps: Deps, before: Store, input: CustomInput): Promise<Partial<Store>> {
  const { storeId } = before;
  const columns = await endpointColumns(deps, storeId, input);
  if (input.secret === undefined) return columns;
  const place = aadFor(storeId, 'secret');
  // Given again, as by a PUT of all that was given before, it changes nothing.
  if (before.secret !== null && (await deps.encryptor.decrypt(before.secret, place)) === input.secret) return columns;
  const secret = await deps.encryptor.encrypt(input.secret, place);
  return { ...columns, secret, previousSecret: null, previousSecretUntil: null, earlierSecrets: null };
}

/** Fails with rate_limited where another secret would make more of them good than are tried. */
function checkRetiredLimit(store: Store, now: number): void {
  if (retiredSecrets(store, now).length < MAX_RETIRED) return;
  throw new AppError(
    'rate_limited',
    `${MAX_RETIRED} secrets were rotated within 24 hours and are still good: try again when the oldest expires`,
  );
}

/** Writes a store as it is to be, unless it was changed since it was read; undefined then. */
async function writeStore(deps: Deps, before: Store, input: StoreInput): Promise<Store | undefined> {
  const { accountId, storeId } = before;
  const issues = input.kind === 'custom' ? endpointIssues(deps, input) : shopifyIssues(input, before);
  if (input.kind !== before.kind) issues.push({ path: '/kind', code: 'fixed', message: 'The kind stays as it is' });
  if (issues.length > 0) throw new AppError('validation_failed', 'The store is not valid', { issues });
  const columns =
    input.kind === 'custom'
      ? await customColumns(deps, before, input)
      : await shopifyColumns(deps, { storeId, input, before });
  const now = deps.now();
  const retires = (columns.shopifyPreviousWebhookSecret ?? null) !== null;
  if (retires) checkRetiredLimit(before, now);
  return deps.stores.update({
    accountId,
    storeId,
    retiresAt: retires ? now : null,
    unchangedSince: before.updatedAt,
    // Never the time of the change before: by it the next one sees that there was this one.
    set: { name: input.name, rate: input.rate, ...columns, updatedAt: Math.max(now, before.updatedAt + 1) },
  });
}

/**
 * Changes a store to what `inputOf` makes of it as it is. It is read and made anew where another change came in between;
 * fails with store_changed where that happens again and again.
 */
async function changeStore(
  deps: Deps,
  context: Context,
  storeId: string,
  inputOf: (before: Store) => Promise<StoreInput>,
): Promise<Store> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await findStore(deps, context, storeId);
    const changed = await writeStore(deps, before, await inputOf(before));
    if (!changed) continue;
    invalidateWebhookStore(changed.accountId, storeId);
    return changed;
  }
  throw new AppError('store_changed', 'Other changes of this store came in between: read it and try again');
}

/** Replaces a store (PUT). Its secrets stay unless new ones are given. */
export const replaceStore = (
  deps: Deps,
  context: Context,
  { storeId, input }: { storeId: string; input: StoreInput },
): Promise<Store> => changeStore(deps, context, storeId, async () => input);

/** Merges a patch into a store (PATCH); of several at once each is merged into what the others have made of it. */
export const patchStore = (
  deps: Deps,
  context: Context,
  { storeId, patch }: { storeId: string; patch: JsonObject },
): Promise<Store> =>
  changeStore(deps, context, storeId, async (before) => {
    // A null leaves nothing in the merged store that could show a wrong name.
    const unknown = Object.keys(patch).filter((name) => !MEMBERS.has(name));
    if (unknown.length > 0) {
      const issues = toIssues([{ code: 'unrecognized_keys', keys: unknown, path: [], message: '' }]);
      throw new AppError('validation_failed', 'The store is not valid', { issues });
    }
    const merged = CreateStore.safeParse(mergePatch(await inputOf(deps, before), patch));
    if (merged.success) return merged.data;
    throw new AppError('validation_failed', 'The store is not valid', { issues: toIssues(merged.error.issues) });
  });

/** So many runs are woken at once; the sweeper wakes the others. */
const MAX_WOKEN = 100;

/**
 * Deletes a store: it is not called any more, and pushes that wait to be sent to it are cancelled. Once nothing is on its way
 * to it the sweeper erases its secrets.
 */
export async function deleteStore(deps: Deps, context: Context, storeId: string): Promise<void> {
  const { accountId, webhookKeyId } = await findStore(deps, context, storeId);
  const now = deps.now();
  const waits = await deps.stores.delete(accountId, storeId, now);
  // The key in the address of its webhooks is of no other use.
  if (webhookKeyId !== null) await deps.keys.revoke(accountId, webhookKeyId, now);
  invalidateCredentials(accountId);
  invalidateWebhookStore(accountId, storeId);
  await Promise.all(
    waits.slice(0, MAX_WOKEN).map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')),
  );
}

/** Lets a store that was paused go on; one that is not stays as it is. */
export async function resumeStore(deps: Deps, context: Context, storeId: string): Promise<Store> {
  const { accountId } = await findStore(deps, context, storeId);
  await deps.stores.resume(accountId, storeId, deps.now());
  return findStore(deps, context, storeId);
}

/**
 * Makes a new signing secret; for a day pushes are signed with the old one too, and with those before it to the end of their
 * own day. Fails with rate_limited where 20 are still good.
 */
export async function rotateStoreSecret(
  deps: Deps,
  context: Context,
  storeId: string,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedStore>,
): Promise<CreatedStore> {
  const before = await findStore(deps, context, storeId);
  if (before.kind === 'shopify') {
    const issues = [{ path: '/kind', code: 'not_ours', message: 'Give the new shopify_webhook_secret by PATCH' }];
    throw new AppError('validation_failed', 'The secrets of a Shopify store are made by Shopify', { issues });
  }
  const secret = newWebhookSecret();
  const now = deps.now();
  checkRetiredLimit(before, now);
  const sealed = await deps.encryptor.encrypt(secret, aadFor(storeId, 'secret'));
  const store = { ...before, secret: sealed, updatedAt: now };
  const { accountId } = before;
  const times = { now, until: now + OVERLAP_MS };
  await deps.stores.rotateSecret({
    accountId,
    storeId,
    secret: sealed,
    ...times,
    idempotencyRecord: await makeIdempotencyRecord({ store, secret }),
  });
  return { store, secret };
}
