import type { Context } from 'hono';
import { z } from 'zod';
import type { RequestSearch } from '../../../db/requests/request-search';
import type { RequestFilter } from '../../../db/requests/requests';
import { UserKey } from '../../../domain/requests/create-request';
import type { AppEnv } from '../../../http/request/app-env';
import { pageQuery } from '../../../http/request/pagination';
import { REQUEST_LISTS, type RequestListName } from '../../../shared/flows/request-lists';
import { REQUEST_STATUSES } from '../../../shared/flows/statuses';
import { shopifyOrderIds } from '../../../shared/orders/shopify-order-id';
import { normaliseUserKey } from '../../../shared/phone/phone';

/** The states to search for: those of a request, and waiting for a person. */
export const SEARCH_STATES = [...REQUEST_STATUSES, 'person'] as const;

const FIELDS = ['q', 'show', 'customer', 'order', 'state', 'flow', 'store', 'cursor'] as const;
export type SearchField = (typeof FIELDS)[number];

const name = z.string().max(255);
const Search = z.object({
  q: name.optional(),
  show: z.enum(REQUEST_LISTS).optional(),
  customer: UserKey.optional(),
  order: name.optional(),
  state: z.enum(SEARCH_STATES).optional(),
  flow: name.optional(),
  store: name.optional(),
  cursor: pageQuery('req').cursor,
});

/** `values` are the submitted values; `filter` is null if any is invalid. */
export type SearchQuery = {
  values: Partial<Record<SearchField, string>>;
  invalidFields: SearchField[];
  filter: RequestFilter | null;
  text: RequestSearch['text'];
  show: RequestListName | undefined;
  after: string | null;
};

/** An order is searched by its displayed number (#1001) or its id, of which Shopify shows only the digits. */
function orderFilter(text: string): NonNullable<RequestFilter['order']> {
  const digits = text.replace(/^#\s*/, '');
  return { ids: [...new Set([text, ...shopifyOrderIds(digits)])], numbers: [...new Set([text, digits, `#${digits}`])] };
}

/** Parses a search; empty fields are ignored. */
export function readSearchQuery(c: Context<AppEnv>): SearchQuery {
  const values: SearchQuery['values'] = {};
  for (const field of FIELDS) {
    const written = c.req.query(field) ?? '';
    // A plus that is not encoded arrives as a space; in a phone number it still counts.
    const value = (field === 'customer' || field === 'q') && /^ \d/.test(written) ? written.trimEnd() : written.trim();
    if (value) values[field] = value;
  }
  const parsed = Search.safeParse(values);
  if (!parsed.success) {
    const wrong = FIELDS.filter((field) => parsed.error.issues.some(({ path }) => path[0] === field));
    return { values, invalidFields: wrong, filter: null, text: undefined, show: undefined, after: null };
  }
  const { q, show, customer, order, state, flow, store, cursor } = parsed.data;
  const filter: RequestFilter = {
    userKey: customer,
    flow,
    storeId: store,
    ...(state === 'person' ? { waitingFor: 'person' } : { status: state && [state] }),
    ...(order === undefined ? {} : { order: orderFilter(order) }),
  };
  // One field for everything: an order's number or id, a customer's phone number or name.
  const text = q === undefined ? undefined : { ...orderFilter(q), name: q, userKey: normaliseUserKey(q) ?? q };
  return { values, invalidFields: [], filter, text, show, after: cursor ?? null };
}
