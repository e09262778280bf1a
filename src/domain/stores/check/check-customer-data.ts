import { z } from 'zod';
import type { ShopifyGraphqlError } from '../../../clients/shopify-admin';
import type { Store } from '../../../db/stores/stores';
import { AnyJsonObject } from '../../../shared/json/json-schemas';
import { type FoundCheck, failed, found, passed, skipped, warning } from '../../../shared/validation/check';
import { isTransient } from '../../shopify/admin-error';
import type { ReadDeps } from '../../shopify/read-shopify';
import { readShopify } from '../../shopify/read-shopify';

const NAME = 'shopify_customer_data';

/** Reads the customer's data of the newest order; Shopify refuses each member separately. */
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

/** Returns the protected field (level 2) that a refused member belongs to; null for orders and customers (level 1). */
function fieldOf({ path, message }: ShopifyGraphqlError): (typeof FIELDS)[number] | null {
  const member = path.findLast((part) => typeof part === 'string') ?? '';
  if (/phone/i.test(member)) return 'phone';
  if (/email/i.test(member)) return 'email';
  if (/address/i.test(member) || /MailingAddress/.test(message)) return 'address';
  return /name$/i.test(member) ? 'name' : null;
}

const LEVEL_1 = 'The app lacks level 1 of protected customer data: Shopify shows it no orders and customers.';
const LEVEL_1_REMEDY =
  'In the Partner or Dev Dashboard open the app, under API access request protected customer data access, save, and install the app again.';
const remedyFor = (fields: string): string =>
  `In the Partner or Dev Dashboard open the app, under API access > Protected customer data request level 2 for ${fields}, save, and install the app again.`;

const withoutLevel1 = (tookMs: number): FoundCheck =>
  found(failed(NAME, LEVEL_1, LEVEL_1_REMEDY, tookMs), 'customer_data_level_1');
const unclear = (code: string): FoundCheck => skipped(NAME, `Access could not be checked (${code}).`);

/** Checks the app's access to protected customer data, by reading the shop's newest order. */
export async function checkCustomerData(deps: ReadDeps, store: Store): Promise<FoundCheck> {
  const startedAt = deps.now();
  const read = await readShopify(deps, store, {
    document: CUSTOMER_DATA,
    variables: {},
    points: CUSTOMER_DATA_POINTS,
  });
  const tookMs = deps.now() - startedAt;
  if (read.kind === 'failed') {
    return read.code === 'access_denied' ? withoutLevel1(tookMs) : unclear(read.code);
  }
  const transient = read.errors.find(({ code }) => isTransient(code));
  if (transient) return unclear(transient.code?.toLowerCase() ?? 'graphql_error');
  const refused = read.errors.map(fieldOf);
  if (refused.includes(null)) return withoutLevel1(tookMs);
  if (refused.length > 0) {
    const fields = FIELDS.filter((field) => refused.includes(field)).join(', ');
    const message = `The app lacks level 2 of protected customer data for ${fields}: Shopify leaves it empty in orders.`;
    // Messages go to the phone number, and are about the parcel's address.
    const isNeeded = refused.includes('phone') || refused.includes('address');
    const check = (isNeeded ? failed : warning)(NAME, message, remedyFor(fields), tookMs);
    return found(check, 'customer_data_fields', { fields });
  }
  const newest = Newest.safeParse(read.data);
  if (!newest.success) return unclear('not_json');
  return newest.data.orders.nodes.length > 0
    ? passed(NAME, 'Shopify shows the names, addresses, phone numbers and e-mails of customers.', tookMs)
    : skipped(NAME, 'The shop has no order yet to check it with.');
}
