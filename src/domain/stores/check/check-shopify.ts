import { z } from 'zod';
import type { Store } from '../../../db/stores/stores';
import { type Check, type FoundCheck, failed, passed, skipped, warning } from '../../../shared/validation/check';
import type { ReadDeps } from '../../shopify/read-shopify';
import { readShopify } from '../../shopify/read-shopify';
import { checkCustomerData } from './check-customer-data';
import { checkShopifyWebhook } from './check-shopify-webhook';
import { describeFailure } from './describe-failure';

const REACHABLE = 'shopify_reachable';
const TOKEN = 'shopify_token';

export const INSTALLATION = `query Installation {
  shop { name myshopifyDomain }
  currentAppInstallation { accessScopes { handle } }
}`;
export const INSTALLATION_POINTS = 3;

export const Installation = z.looseObject({
  shop: z.looseObject({ name: z.string(), myshopifyDomain: z.string() }),
  currentAppInstallation: z.looseObject({ accessScopes: z.array(z.looseObject({ handle: z.string() })) }),
});

/** The scopes that the app needs; one of `anyOf` is enough. A write scope includes reading. */
export const SHOPIFY_SCOPES: { name: string; anyOf: string[]; isNeeded: boolean; without: string }[] = [
  {
    name: 'read_orders',
    anyOf: ['read_orders', 'write_orders'],
    isNeeded: true,
    without: 'no order can be read, and orders whose webhook was lost are not found',
  },
  {
    name: 'write_orders',
    anyOf: ['write_orders'],
    isNeeded: true,
    without: 'tags, notes, addresses, metafields and cancellations cannot be written',
  },
  {
    name: 'read_customers',
    anyOf: ['read_customers', 'write_customers'],
    isNeeded: true,
    without: 'an order cannot be read with its customer, nor the phone number to write to',
  },
  {
    name: 'write_fulfillment_orders',
    anyOf: [
      'write_merchant_managed_fulfillment_orders',
      'write_assigned_fulfillment_orders',
      'write_third_party_fulfillment_orders',
    ],
    isNeeded: false,
    without: 'orders cannot be marked as fulfilled (`fulfillment`); everything else works',
  },
];

const CUSTOMER_DATA_SCOPES = ['shopify_scope_read_orders', 'shopify_scope_read_customers'];

function checkScopes(granted: string[]): Check[] {
  return SHOPIFY_SCOPES.map(({ name, anyOf, isNeeded, without }) => {
    const check = `shopify_scope_${name}`;
    const found = anyOf.find((scope) => granted.includes(scope));
    if (found) return passed(check, `The app has the scope ${found}.`);
    const wanted = isNeeded ? name : anyOf.join(' or ');
    const message = `The app lacks the scope ${wanted}: ${without}.`;
    const remedy = `In Shopify add ${wanted} to the app's Admin API scopes, install the app again, and enter the new token if there is one.`;
    return isNeeded ? failed(check, message, remedy) : warning(check, message, remedy);
  });
}

/** Explains to the merchant why Shopify refused the call. */
function refusalChecks(
  store: Pick<Store, 'shopifyStoreName' | 'shopifyTokenApp' | 'shopifyClientId'>,
  code: string,
  tookMs: number,
): Check[] {
  if (store.shopifyTokenApp === null && store.shopifyClientId === null) {
    return [
      skipped(REACHABLE, 'This needs a token.'),
      failed(TOKEN, 'The app has been uninstalled.', 'In Shopify install the app again, and enter its token.'),
    ];
  }
  const name = store.shopifyStoreName ?? '';
  if (code === 'http_404') {
    const remedy = 'Enter the name before .myshopify.com as shopify_store_name.';
    return [
      failed(REACHABLE, `Shopify knows no store ${name}.`, remedy, tookMs),
      skipped(TOKEN, 'This needs a reachable store.'),
    ];
  }
  if (code === 'http_401' || code === 'http_403') {
    const [credential, remedy] =
      store.shopifyTokenApp === null
        ? [
            'the id and secret of the app',
            'Copy id and secret from the Dev Dashboard again, and check that the app is installed.',
          ]
        : ['the token', "Copy the Admin API token (SHOPIFY_TOKEN_APP) from the store's custom app again."];
    return [
      passed(REACHABLE, `The store ${name} responded.`, tookMs),
      failed(TOKEN, `Shopify does not accept ${credential}.`, remedy),
    ];
  }
  const [message, remedy] = describeFailure(code);
  return [failed(REACHABLE, message, remedy, tookMs), skipped(TOKEN, 'There was no response.')];
}

/** Checks a Shopify store: reachability, token, scopes, access to customer data, and webhook. */
export async function checkShopify(deps: ReadDeps, store: Store): Promise<FoundCheck[]> {
  const webhook = checkShopifyWebhook(store, deps.now());
  const startedAt = deps.now();
  const read = await readShopify(deps, store, { document: INSTALLATION, variables: {}, points: INSTALLATION_POINTS });
  const tookMs = deps.now() - startedAt;
  // An app's token is asked for by a call of its own, which can fail in the same ways.
  if (read.kind === 'failed') return [...refusalChecks(store, read.code.replace(/^token_/, ''), tookMs), ...webhook];
  const installation = Installation.safeParse(read.data);
  if (!installation.success) return [...refusalChecks(store, 'not_json', tookMs), ...webhook];
  const { shop, currentAppInstallation } = installation.data;
  const scopes = checkScopes(currentAppInstallation.accessScopes.map(({ handle }) => handle));
  // Without these scopes Shopify refuses the same data for the scope.
  const canSee = scopes.every(({ name, status }) => status === 'passed' || !CUSTOMER_DATA_SCOPES.includes(name));
  return [
    passed(REACHABLE, `The store ${shop.name} (${shop.myshopifyDomain}) responded.`, tookMs),
    passed(TOKEN, 'Shopify accepts the token.'),
    ...scopes,
    ...(canSee ? [await checkCustomerData(deps, store)] : []),
    ...webhook,
  ];
}
