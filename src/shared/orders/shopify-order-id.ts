const GID_PREFIX = 'gid://shopify/Order/';
/** The number of an id, alone or in its gid; a text, because Shopify's ids exceed 2^53. */
const ORDER_ID = /^(?:gid:\/\/shopify\/Order\/)?0*(\d{1,20})$/;

/** Returns Shopify's global id of an order, given that id or its number; null for anything else. */
export function toOrderGid(objectId: string): string | null {
  const [, number] = ORDER_ID.exec(objectId.trim()) ?? [];
  return number === undefined ? null : `${GID_PREFIX}${number}`;
}

/** Returns both ids of a Shopify order, the global one first; none for a text that is not an order id. */
export function shopifyOrderIds(objectId: string): string[] {
  const gid = toOrderGid(objectId);
  return gid === null ? [] : [gid, gid.slice(GID_PREFIX.length)];
}
