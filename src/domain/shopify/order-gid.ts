const GID = /^gid:\/\/shopify\/Order\/\d{1,20}$/;
const DIGITS = /^\d{1,20}$/;

/** Shopify's global id of an order that is named by it or by its number; null for anything else. A text, as ids are past 2^53. */
export function orderGid(objectId: string): string | null {
  if (GID.test(objectId)) return objectId;
  return DIGITS.test(objectId) ? `gid://shopify/Order/${objectId}` : null;
}
