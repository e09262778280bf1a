import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores';
import { Failure } from '../../shared/failure';
import { AnyJsonObject, type JsonObject } from '../../shared/json';
import { mergePatch } from '../../shared/merge-patch';
import { newWebhookSecret } from '../../shared/standard-webhooks';
import { zodFindings } from '../../shared/zod-findings';
import type { Claim } from '../idempotency';
import { forgetCredentials } from '../keys/authenticate';
import type { Context, Deps } from '../ports';
import { type CreatedStore, CreateStore, type StoreInput } from './create-store';
import { type CustomInput, endpointColumns, endpointFindings } from './custom-store';
import { openHeaders, secretPlace } from './endpoint-headers';
import { retiredSecrets } from './retired-secrets';
import { shopifyColumns, shopifyFindings } from './shopify-store';
import { forgetWebhookStore } from './webhook-store';

/** Pushes are signed with a secret for this long after it was rotated away, too. */
const OVERLAP_MS = 86_400_000;
/** Each costs a signature in a header of every push. */
const MAX_RETIRED = 20;

/** A merge patch (RFC 7396) of a store; what it gives is checked as a whole. */
export const PatchStore = AnyJsonObject;

const MEMBERS = new Set(CreateStore.options.flatMap(({ shape }) => Object.keys(shape)));

export async function findStore(deps: Deps, { account }: Context, idStore: string): Promise<Store> {
  const store = await deps.stores.find(account.accountId, idStore);
  if (!store) throw new Failure('not_found', 'There is no such store');
  return store;
}

/** A store as it would be made, its header values in the clear: what a patch is merged into. Secrets that are absent stay. */
async function inputOf({ sealer }: Deps, store: Store): Promise<JsonObject> {
  const { idStore, name, kind, rate, shopifyStoreName, shopifyClientId } = store;
  if (kind === 'shopify') {
    const known: JsonObject = { name, kind, rate, shopify_store_name: shopifyStoreName };
    if (shopifyClientId !== null) known.shopify_client_id = shopifyClientId;
    return known;
  }
  const open = async (endpoint: Endpoint | null) =>
    endpoint ? { ...endpoint, headers: await openHeaders(sealer, idStore, endpoint.headers) } : null;
  const endpoints = { get_object: await open(store.getObject), update_object: await open(store.updateObject) };
  const given = Object.entries(endpoints).filter(([, endpoint]) => endpoint !== null);
  return { name, kind, rate, ...Object.fromEntries(given) };
}

/** A custom store's columns as they are to be; another signing secret that is given is the only one from then on. */
async function customColumns(deps: Deps, before: Store, input: CustomInput): Promise<Partial<Store>> {
  const { idStore } = before;
  const columns = await endpointColumns(deps, idStore, input);
  if (input.secret === undefined) return columns;
  const place = secretPlace(idStore, 'secret');
  // Given again, as by a PUT of all that was given before, it changes nothing.
  if (before.secret !== null && (await deps.sealer.open(before.secret, place)) === input.secret) return columns;
  const secret = await deps.sealer.seal(input.secret, place);
  return { ...columns, secret, previousSecret: null, previousSecretUntil: null, earlierSecrets: null };
}

/** Replaces a store (PUT). Its secrets stay unless new ones are given. */
export async function replaceStore(
  deps: Deps,
  context: Context,
  { idStore, input }: { idStore: string; input: StoreInput },
): Promise<Store> {
  const before = await findStore(deps, context, idStore);
  const findings = input.kind === 'custom' ? endpointFindings(deps, input) : shopifyFindings(input, before);
  if (input.kind !== before.kind) findings.push({ path: '/kind', code: 'fixed', message: 'The kind stays as it is' });
  if (findings.length > 0) throw new Failure('validation_failed', 'The store is not valid', { findings });
  const columns =
    input.kind === 'custom'
      ? await customColumns(deps, before, input)
      : await shopifyColumns(deps, { idStore, input, before });
  const now = deps.now();
  const changed = await deps.stores.update({
    accountId: before.accountId,
    idStore,
    retiresAt: (columns.shopifyPreviousWebhookSecret ?? null) === null ? null : now,
    set: {
      name: input.name,
      rate: input.rate,
      ...columns,
      updatedAt: now,
    },
  });
  forgetWebhookStore(before.accountId, idStore);
  return changed ?? before;
}

/** Merges a patch into a store (PATCH). */
export async function patchStore(
  deps: Deps,
  context: Context,
  { idStore, patch }: { idStore: string; patch: JsonObject },
): Promise<Store> {
  const before = await findStore(deps, context, idStore);
  // A null leaves nothing in the merged store that could show a wrong name.
  const unknown = Object.keys(patch).filter((name) => !MEMBERS.has(name));
  if (unknown.length > 0) {
    const findings = zodFindings([{ code: 'unrecognized_keys', keys: unknown, path: [], message: '' }]);
    throw new Failure('validation_failed', 'The store is not valid', { findings });
  }
  const merged = CreateStore.safeParse(mergePatch(await inputOf(deps, before), patch));
  if (!merged.success) {
    throw new Failure('validation_failed', 'The store is not valid', { findings: zodFindings(merged.error.issues) });
  }
  return replaceStore(deps, context, { idStore, input: merged.data });
}

/** So many runs are woken at once; the sweeper wakes the others. */
const MAX_WOKEN = 100;

/**
 * Deletes a store: it is not called any more, and pushes that wait to be sent to it are cancelled. Once nothing is on its way
 * to it the sweeper erases its secrets.
 */
export async function deleteStore(deps: Deps, context: Context, idStore: string): Promise<void> {
  const { accountId, webhookKeyId } = await findStore(deps, context, idStore);
  const now = deps.now();
  const waits = await deps.stores.delete(accountId, idStore, now);
  // The key in the address of its webhooks is of no other use.
  if (webhookKeyId !== null) await deps.keys.revoke(accountId, webhookKeyId, now);
  forgetCredentials(accountId);
  forgetWebhookStore(accountId, idStore);
  await Promise.all(
    waits.slice(0, MAX_WOKEN).map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')),
  );
}

/** Lets a store that was paused go on; one that is not stays as it is. */
export async function resumeStore(deps: Deps, context: Context, idStore: string): Promise<Store> {
  const { accountId } = await findStore(deps, context, idStore);
  await deps.stores.resume(accountId, idStore, deps.now());
  return findStore(deps, context, idStore);
}

/**
 * Makes a new signing secret; for a day pushes are signed with the old one too, and with those before it to the end of their
 * own day. Fails with rate_limited where 20 are still good.
 */
export async function rotateStoreSecret(
  deps: Deps,
  context: Context,
  idStore: string,
  claim: Claim<CreatedStore>,
): Promise<CreatedStore> {
  const before = await findStore(deps, context, idStore);
  if (before.kind === 'shopify') {
    const findings = [{ path: '/kind', code: 'not_ours', message: 'Give the new shopify_webhook_secret by PATCH' }];
    throw new Failure('validation_failed', 'The secrets of a Shopify store are made by Shopify', { findings });
  }
  const secret = newWebhookSecret();
  const now = deps.now();
  if (retiredSecrets(before, now).length >= MAX_RETIRED) {
    throw new Failure(
      'rate_limited',
      `${MAX_RETIRED} secrets were rotated within 24 hours and are still good: try again when the oldest expires`,
    );
  }
  const sealed = await deps.sealer.seal(secret, secretPlace(idStore, 'secret'));
  const store = { ...before, secret: sealed, updatedAt: now };
  const { accountId } = before;
  const times = { now, until: now + OVERLAP_MS };
  await deps.stores.rotate({ accountId, idStore, secret: sealed, ...times, claim: await claim({ store, secret }) });
  return { store, secret };
}
