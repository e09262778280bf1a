import type { Store } from '../../../db/stores/stores';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import { SHOPIFY_SCOPES } from '../check/check-shopify';
import { describeFailure } from '../check/describe-failure';
import type { SubscriptionPlan } from './plan-subscriptions';
import type { ShopSetUp } from './read-shop-set-up';
import type { ChangeResult } from './webhook-subscriptions';
import { maySubscribe, WEBHOOK_TOPICS } from './webhook-topics';

/** A webhook that was made by hand is taken for deleted when no order has come by it for so long. */
const HAND_MADE_MS = 3 * 86_400_000;
const DASHBOARD = 'https://dev.shopify.com/dashboard';
const notificationsOf = ({ shopifyStoreName }: Store): string =>
  `https://admin.shopify.com/store/${shopifyStoreName}/settings/notifications`;

/** What is known of a store's set-up at Shopify. `plan` is null where the store has no address for its webhooks yet. */
export type SetUpFacts = {
  shop: ShopSetUp;
  plan: SubscriptionPlan | null;
  /** The change that Shopify has not carried out, if any. */
  failure: Exclude<ChangeResult, { kind: 'done' }> | null;
  now: number;
};

const step = (
  id: string,
  state: FoundStep['state'],
  by: FoundStep['by'],
  more: Partial<Pick<FoundStep, 'code' | 'detail' | 'link' | 'facts'>> = {},
): FoundStep => ({ id, state, by, code: null, detail: null, link: null, ...more });

/** Explains why the app cannot be asked. */
function appStep(store: Store, shop: ShopSetUp): FoundStep {
  if (shop.kind === 'seen') return step('app', 'done', 'merchant');
  // An app's token is asked for by a call of its own, which can fail in the same ways.
  const code = shop.code.replace(/^token_/, '');
  const has = store.shopifyTokenApp !== null || store.shopifyClientId !== null;
  if (!has || store.pausedReason === 'app_uninstalled') {
    const detail =
      'The app has been uninstalled: install it again, enter its client ID and secret, and resume the store';
    return step('app', 'failed', 'merchant', { code: 'app_uninstalled', detail, link: DASHBOARD });
  }
  if (code === 'http_404') {
    const detail = `Shopify knows no store ${store.shopifyStoreName}: enter the name before .myshopify.com`;
    return step('app', 'failed', 'merchant', { code: 'shop_not_found', detail });
  }
  // Shopify answers 400 to a wrong client ID or secret.
  if (code === 'http_401' || code === 'http_403' || shop.code === 'token_http_400') {
    const detail =
      'Shopify does not accept the app: check that it is installed in this shop, and copy client ID and secret again';
    return step('app', 'failed', 'merchant', { code: 'app_not_accepted', detail, link: DASHBOARD });
  }
  const detail = `Shopify did not answer as expected. ${describeFailure(code)[0]} Try again in a few minutes`;
  return step('app', 'failed', 'shopify', { code, detail });
}

/** The scopes that the app lacks, with what does not work without each. */
function scopeSteps(granted: string[]): FoundStep[] {
  const reads = SHOPIFY_SCOPES.filter(({ anyOf }) => !anyOf.some((scope) => granted.includes(scope)));
  const shipments = WEBHOOK_TOPICS.filter(({ action }) => action === 'shipment');
  const needed = reads.filter(({ isNeeded }) => isNeeded).map(({ name, without }) => ({ anyOf: [name], without }));
  const further = [
    ...reads.filter(({ isNeeded }) => !isNeeded),
    ...(shipments.every((topic) => maySubscribe(topic, granted))
      ? []
      : [{ anyOf: ['read_fulfillments'], without: 'Shopify reports no parcels' }]),
  ];
  const stepOf = (id: string, lacking: { anyOf: string[]; without: string }[]): FoundStep => {
    if (lacking.length === 0) return step(id, 'done', 'merchant');
    const listed = lacking.map(({ anyOf, without }) => `${anyOf.join(' or ')} (${without})`).join('; ');
    const detail = `The app lacks ${listed}. Release a version of the app with these scopes, and approve it in the shop`;
    const facts = { scopes: lacking.flatMap(({ anyOf }) => anyOf) };
    return step(id, 'to_do', 'merchant', { code: 'scope_missing', detail, link: DASHBOARD, facts });
  };
  return [stepOf('scopes', needed), stepOf('shipping_scopes', further)];
}

/** Shopify signs the app's webhooks with the client secret: without it they are refused. */
function clientSecretStep(store: Store): FoundStep {
  if (store.shopifyClientSecret !== null) return step('client_secret', 'done', 'merchant');
  const isRefused = (store.webhookRefusedAt ?? 0) > (store.webhookSeenAt ?? 0);
  const detail =
    "The app's webhooks are signed with its client secret, which the store does not have: enter client ID and secret, or an older app's API secret key as webhook secret";
  if (isRefused)
    return step('client_secret', 'failed', 'merchant', { code: 'signature_refused', detail, link: DASHBOARD });
  if (store.webhookSeenAt !== null) return step('client_secret', 'done', 'merchant');
  return step('client_secret', 'to_do', 'merchant', { code: 'client_secret_missing', detail, link: DASHBOARD });
}

function webhooksStep(scopes: string[], { plan, failure }: SetUpFacts): FoundStep {
  const present = Object.keys(plan?.present ?? {});
  const open = WEBHOOK_TOPICS.filter(({ topic }) => !present.includes(topic));
  const surplus = plan?.surplus.length ?? 0;
  if (open.length === 0 && surplus === 0) return step('webhooks', 'done', 'us');
  const listed = open.map(({ topic }) => topic).join(', ');
  const detail = open.length > 0 ? `Without a webhook: ${listed}` : `${surplus} webhooks report the same once more`;
  if (failure) {
    const [code, why] =
      failure.kind === 'failed'
        ? [failure.code, describeFailure(failure.code)[0]]
        : ['webhook_refused', failure.message];
    return step('webhooks', 'failed', 'shopify', { code, detail: `${detail}. Shopify: ${why}` });
  }
  if (surplus === 0 && open.every((topic) => !maySubscribe(topic, scopes))) {
    return step('webhooks', 'waiting', 'merchant', { code: 'scope_missing', detail, link: DASHBOARD });
  }
  return step('webhooks', 'to_do', 'us', { code: 'webhooks_missing', detail });
}

/** The app's setting gives the version of its webhooks: no call can. */
function versionStep(shop: ShopSetUp & { kind: 'seen' }, plan: SubscriptionPlan | null): FoundStep {
  const ours = shop.subscriptions.filter(({ topic, id }) => plan?.present[topic] === id);
  if (ours.length === 0) return step('api_version', 'waiting', 'us');
  const other = ours.find(({ apiVersion }) => apiVersion.handle !== shop.version);
  if (!other) return step('api_version', 'done', 'merchant');
  const detail = `The app's webhooks have the API version ${other.apiVersion.handle}, and ${shop.version} is expected: choose it in the app, as Webhooks API version`;
  return step('api_version', 'to_do', 'merchant', { code: 'api_version_differs', detail, link: DASHBOARD });
}

function handMadeStep(store: Store, { plan, now }: SetUpFacts): FoundStep {
  const { handMadeSeenAt } = store;
  const isTwin =
    handMadeSeenAt !== null && handMadeSeenAt > now - HAND_MADE_MS && Object.keys(plan?.present ?? {}).length > 0;
  if (!isTwin) return step('hand_made_webhooks', 'done', 'merchant');
  const detail =
    'Orders also come by webhooks that were made by hand: delete those with the address of this service, under Settings > Notifications > Webhooks. Until then each order comes twice, and counts once';
  return step('hand_made_webhooks', 'to_do', 'merchant', {
    code: 'hand_made_webhooks',
    detail,
    link: notificationsOf(store),
  });
}

const AFTER_APP = [
  'scopes',
  'shipping_scopes',
  'client_secret',
  'webhook_address',
  'webhooks',
  'api_version',
  'hand_made_webhooks',
];

/** Returns the steps of a Shopify store's set-up. While the app cannot be asked, all others wait. */
export function storeSetUpSteps(store: Store, facts: SetUpFacts): FoundStep[] {
  const { shop, plan } = facts;
  const app = appStep(store, shop);
  if (shop.kind === 'failed') {
    const detail = 'This is checked once Shopify accepts the app';
    return [app, ...AFTER_APP.map((id) => step(id, 'waiting', app.by, { code: app.code, detail }))];
  }
  return [
    app,
    ...scopeSteps(shop.scopes),
    clientSecretStep(store),
    plan === null
      ? step('webhook_address', 'to_do', 'us', {
          code: 'address_missing',
          detail: 'The store has no address for its webhooks',
        })
      : step('webhook_address', 'done', 'us'),
    webhooksStep(shop.scopes, facts),
    versionStep(shop, plan),
    handMadeStep(store, facts),
  ];
}
