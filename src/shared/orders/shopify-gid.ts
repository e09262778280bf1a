import type { JsonObject } from '../json/json';
import { textOf } from '../text/text-of';

const DIGITS = /^\d{1,40}$/;

/** Reads the global id of an object as a text, as Shopify's ids exceed 2^53; null if it is not of this kind. */
export function shopifyGid(kind: string, { admin_graphql_api_id: gid, id }: JsonObject): string | null {
  const written = typeof gid === 'string' ? textOf(gid, 100) : null;
  if (written !== null) return written.startsWith(`gid://shopify/${kind}/`) ? written : null;
  const number = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
  return DIGITS.test(number) ? `gid://shopify/${kind}/${number}` : null;
}
