import type { Store } from '../../../db/stores/stores';
import { type ReadDeps, readShopify } from '../../shopify/read-shopify';
import { INSTALLATION, INSTALLATION_POINTS, Installation } from '../check/check-shopify';
import { listWebhookSubscriptions, type WebhookSubscription } from './webhook-subscriptions';

/** What Shopify says about an app: its scopes and its webhook subscriptions. Or why it says nothing. */
export type ShopSetUp =
  | { kind: 'seen'; scopes: string[]; subscriptions: WebhookSubscription[]; version: string }
  | { kind: 'failed'; code: string };

/** Reads the app's scopes, then its subscriptions; two calls, and one more for every 50 subscriptions. */
export async function readShopSetUp(deps: ReadDeps, store: Store): Promise<ShopSetUp> {
  const read = await readShopify(deps, store, { document: INSTALLATION, variables: {}, points: INSTALLATION_POINTS });
  if (read.kind === 'failed') return read;
  const installation = Installation.safeParse(read.data);
  if (!installation.success) return { kind: 'failed', code: 'not_json' };
  const listed = await listWebhookSubscriptions(deps, store);
  if (listed.kind === 'failed') return listed;
  const scopes = installation.data.currentAppInstallation.accessScopes.map(({ handle }) => handle);
  return { kind: 'seen', scopes, subscriptions: listed.subscriptions, version: await deps.shopify.version() };
}
