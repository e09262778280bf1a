import { Failure } from '../../shared/failure';
import { secretPlace } from '../../shared/seal';
import type { Deps } from '../ports';
import { retiredSecrets } from './retired-secrets';

/** How long an isolate trusts what it read of a store. */
const TRUST_MS = 30_000;
const MOST_STORES = 10_000;

/** A store as its webhook needs it: `retired` are secrets that were rotated away and may still have signed; none where none is set. */
export type WebhookStore = {
  kind: 'custom' | 'shopify';
  secret: string | null;
  retired: { secret: string; until: number }[];
};
const known = new Map<string, { store: WebhookStore; until: number }>();

const nameOf = (accountId: string, idStore: string): string => `${accountId} ${idStore}`;

/** Drops what this isolate knows of a store, after a change to it. */
export const forgetWebhookStore = (accountId: string, idStore: string): void => {
  known.delete(nameOf(accountId, idStore));
};

/** What this isolate still trusts of a store, or null. */
export function warmWebhookStore(accountId: string, idStore: string, now: number): WebhookStore | null {
  const warm = known.get(nameOf(accountId, idStore));
  return warm && warm.until > now ? warm.store : null;
}

/**
 * Finds an account's store for its webhook, and whether D1 had to be asked (`cold`). Fails with store_not_found, also for
 * a store of somebody else.
 */
export async function findWebhookStore(
  deps: Pick<Deps, 'stores' | 'sealer' | 'now'>,
  accountId: string,
  idStore: string,
): Promise<{ store: WebhookStore; cold: boolean }> {
  const now = deps.now();
  const name = nameOf(accountId, idStore);
  const warm = warmWebhookStore(accountId, idStore, now);
  if (warm) return { store: warm, cold: false };
  known.delete(name);
  const row = await deps.stores.find(accountId, idStore);
  if (!row) throw new Failure('store_not_found', `There is no store ${idStore}`);
  const open = (sealed: string, member: string) => deps.sealer.open(sealed, secretPlace(idStore, member));
  // A secret that has become the previous one is still sealed for where it was.
  const member = 'shopify_webhook_secret';
  const { shopifyWebhookSecret: sealed } = row;
  // Those of another kind of store sign its pushes, and no webhook.
  const retired = row.kind === 'shopify' ? retiredSecrets(row, now) : [];
  const store: WebhookStore = {
    kind: row.kind,
    secret: sealed === null ? null : await open(sealed, member),
    retired: await Promise.all(
      retired.map(async ({ secret, until }) => ({ secret: await open(secret, member), until })),
    ),
  };
  const oldest = known.size >= MOST_STORES ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(name, { store, until: now + TRUST_MS });
  return { store, cold: true };
}
