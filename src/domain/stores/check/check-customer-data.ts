import { z } from 'zod';
import type { ShopifyGraphqlError } from '../../../clients/shopify-admin';
import type { Store } from '../../../db/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';
import { AnyJsonObject } from '../../../shared/json';
import type { Deps } from '../../ports';
import { isTransient } from '../../shopify/admin-error';
import { readShopify } from '../../shopify/read-shopify';

const NAME = 'shopify_customer_data';

/** What the newest order says of its customer, member by member: Shopify refuses each by itself. */
export const CUSTOMER_DATA = `query CustomerData {
  orders(first: 1, sortKey: PROCESSED_AT, reverse: true) {
    nodes {
      id
      email
      phone
      customer {
        id
        firstName
        lastName
        defaultEmailAddress { emailAddress }
        defaultPhoneNumber { phoneNumber }
      }
      shippingAddress { name address1 phone }
      billingAddress { name address1 phone }
    }
  }
}`;
export const CUSTOMER_DATA_POINTS = 8;

const Newest = z.looseObject({ orders: z.looseObject({ nodes: z.array(AnyJsonObject) }) });

const FIELDS = ['name', 'address', 'phone', 'email'] as const;

/** Of which of Shopify's four protected fields (level 2) a refused member is; null for orders and customers (level 1). */
function fieldOf({ path, message }: ShopifyGraphqlError): (typeof FIELDS)[number] | null {
  const member = path.findLast((part) => typeof part === 'string') ?? '';
  if (/phone/i.test(member)) return 'phone';
  if (/email/i.test(member)) return 'email';
  if (/address/i.test(member) || /MailingAddress/.test(message)) return 'address';
  return /name$/i.test(member) ? 'name' : null;
}

const LEVEL_1 = 'The app lacks level 1 of protected customer data: Shopify gives it no orders and customers.';
const LEVEL_1_REMEDY =
  'In the Partner or Dev Dashboard open the app, under API access request protected customer data access, save, and install the app again.';
const remedyFor = (fields: string): string =>
  `In the Partner or Dev Dashboard open the app, under API access > Protected customer data request level 2 for ${fields}, save, and install the app again.`;

const unclear = (code: string): Check => skipped(NAME, `Access could not be checked (${code}).`);

/** Says which level of access to protected customer data the app lacks; it is seen by the newest order of the shop. */
export async function checkCustomerData(deps: Deps, store: Store): Promise<Check> {
  const started = deps.now();
  const read = await readShopify(deps, store, {
    document: CUSTOMER_DATA,
    variables: {},
    points: CUSTOMER_DATA_POINTS,
  });
  const took = deps.now() - started;
  if (read.kind === 'failed') {
    return read.code === 'access_denied' ? failed(NAME, LEVEL_1, LEVEL_1_REMEDY, took) : unclear(read.code);
  }
  const passing = read.errors.find(({ code }) => isTransient(code));
  if (passing) return unclear(passing.code?.toLowerCase() ?? 'graphql_error');
  const refused = read.errors.map(fieldOf);
  if (refused.includes(null)) return failed(NAME, LEVEL_1, LEVEL_1_REMEDY, took);
  if (refused.length > 0) {
    const fields = FIELDS.filter((field) => refused.includes(field)).join(', ');
    const message = `The app lacks level 2 of protected customer data for ${fields}: Shopify leaves it empty in orders.`;
    // Customers are written to by phone, and about a parcel's address.
    const isNeeded = refused.includes('phone') || refused.includes('address');
    return (isNeeded ? failed : warning)(NAME, message, remedyFor(fields), took);
  }
  const newest = Newest.safeParse(read.data);
  if (!newest.success) return unclear('not_json');
  return newest.data.orders.nodes.length > 0
    ? passed(NAME, 'Shopify gives the names, addresses, phone numbers and e-mails of customers.', took)
    : skipped(NAME, 'The shop has no orders yet by which it could be seen.');
}
