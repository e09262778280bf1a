import type { Context } from 'hono';
import { z } from 'zod';
import type { RequestFilter } from '../../../db/requests';
import { UserKey } from '../../../domain/requests/create-request';
import type { AppEnv } from '../../../http/app-env';
import { pageQuery } from '../../../http/pagination';
import { shopifyOrderIds } from '../../../shared/shopify-order-id';
import { REQUEST_STATUSES } from '../../../shared/statuses';

/** The states to search for: those of a request, and waiting for a person. */
export const SEARCH_STATES = [...REQUEST_STATUSES, 'person'] as const;

const FIELDS = ['customer', 'order', 'state', 'flow', 'cursor'] as const;
export type SearchField = (typeof FIELDS)[number];

const name = z.string().max(255);
const Search = z.object({
  customer: UserKey.optional(),
  order: name.optional(),
  state: z.enum(SEARCH_STATES).optional(),
  flow: name.optional(),
  cursor: pageQuery('req').cursor,
});

/** `values` are the submitted values; `filter` is null if any is invalid. */
export type SearchQuery = {
  values: Partial<Record<SearchField, string>>;
  invalidFields: SearchField[];
  filter: RequestFilter | null;
  after: string | null;
};

/** An order is searched by its displayed number (#1001) or its id, of which Shopify shows only the digits. */
function orderFilter(text: string): RequestFilter['order'] {
  const digits = text.replace(/^#\s*/, '');
  return { ids: [...new Set([text, ...shopifyOrderIds(digits)])], numbers: [...new Set([text, digits, `#${digits}`])] };
}

/** Parses a search; empty fields are ignored. */
export function readSearchQuery(c: Context<AppEnv>): SearchQuery {
  const values: SearchQuery['values'] = {};
  for (const field of FIELDS) {
    const written = c.req.query(field) ?? '';
    // A plus that is not encoded arrives as a space; in a phone number it still counts.
    const value = field === 'customer' && /^ \d/.test(written) ? written.trimEnd() : written.trim();
    if (value) values[field] = value;
  }
  const parsed = Search.safeParse(values);
  if (!parsed.success) {
    const wrong = FIELDS.filter((field) => parsed.error.issues.some(({ path }) => path[0] === field));
    return { values, invalidFields: wrong, filter: null, after: null };
  }
  const { customer, order, state, flow, cursor } = parsed.data;
  const filter: RequestFilter = {
    userKey: customer,
    flow,
    ...(state === 'person' ? { waitingFor: 'person' } : { status: state && [state] }),
    ...(order === undefined ? {} : { order: orderFilter(order) }),
  };
  return { values, invalidFields: [], filter, after: cursor ?? null };
}
