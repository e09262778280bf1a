import { z } from 'zod';
import type { Store } from '../../../db/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';
import type { Deps } from '../../ports';
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

const Installation = z.looseObject({
  shop: z.looseObject({ name: z.string(), myshopifyDomain: z.string() }),
  currentAppInstallation: z.looseObject({ accessScopes: z.array(z.looseObject({ handle: z.string() })) }),
});

/** What each scope is for; of several in one line one is enough, and what may be written may be read. */
const SCOPES: { name: string; anyOf: string[]; isNeeded: boolean; without: string }[] = [
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
    without: 'tags, notes, addresses, our own variables and cancellations cannot be written',
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
    without: 'no parcel can be announced (`fulfillment`); all else works',
  },
];

const SEEN_WITH = ['shopify_scope_read_orders', 'shopify_scope_read_customers'];

function checkScopes(granted: string[]): Check[] {
  return SCOPES.map(({ name, anyOf, isNeeded, without }) => {
    const check = `shopify_scope_${name}`;
    const found = anyOf.find((scope) => granted.includes(scope));
    if (found) return passed(check, `The app has the scope ${found}.`);
    const wanted = isNeeded ? name : anyOf.join(' or ');
    const message = `The app lacks the scope ${wanted}: ${without}.`;
    const mend = `In Shopify add ${wanted} to the app's Admin API scopes, install the app again, and give us the token if it is a new one.`;
    return isNeeded ? failed(check, message, mend) : warning(check, message, mend);
  });
}

/** Says in the merchant's words why Shopify can't be asked. */
function refusalChecks(store: Store, code: string, took: number): Check[] {
  const name = store.shopifyStoreName ?? '';
  if (code === 'http_404') {
    const mend = 'Give the name that stands before .myshopify.com as shopify_store_name.';
    return [
      failed(REACHABLE, `Shopify knows no store ${name}.`, mend, took),
      skipped(TOKEN, 'There is no store to ask.'),
    ];
  }
  if (code === 'http_401' || code === 'http_403') {
    const [what, mend] =
      store.shopifyTokenApp === null
        ? [
            'the id and secret of the app',
            'Copy id and secret from the Dev Dashboard again, and see that the app is installed.',
          ]
        : ['the token', "Copy the Admin API token (SHOPIFY_TOKEN_APP) from the store's custom app again."];
    return [
      passed(REACHABLE, `The store ${name} answered.`, took),
      failed(TOKEN, `Shopify does not take ${what}.`, mend),
    ];
  }
  const [message, mend] = describeFailure(code);
  return [failed(REACHABLE, message, mend, took), skipped(TOKEN, 'There was no answer.')];
}

/** Asks Shopify for the shop and for what our app may do there, and looks at how the shop's webhook has come. */
export async function checkShopify(deps: Deps, store: Store): Promise<Check[]> {
  const webhook = checkShopifyWebhook(store, deps.now());
  const started = deps.now();
  const read = await readShopify(deps, store, { document: INSTALLATION, variables: {}, points: INSTALLATION_POINTS });
  const took = deps.now() - started;
  if (read.kind === 'failed') return [...refusalChecks(store, read.code, took), ...webhook];
  const installation = Installation.safeParse(read.data);
  if (!installation.success) return [...refusalChecks(store, 'not_json', took), ...webhook];
  const { shop, currentAppInstallation } = installation.data;
  const scopes = checkScopes(currentAppInstallation.accessScopes.map(({ handle }) => handle));
  // Without these two the same is refused for the scope.
  const canSee = scopes.every(({ name, status }) => status === 'passed' || !SEEN_WITH.includes(name));
  return [
    passed(REACHABLE, `The store ${shop.name} (${shop.myshopifyDomain}) answered.`, took),
    passed(TOKEN, 'Shopify takes the token.'),
    ...scopes,
    ...(canSee ? [await checkCustomerData(deps, store)] : []),
    ...webhook,
  ];
}
