const GID_PREFIX = 'gid://shopify/Order/';
/** The id's number, by itself or in its gid; a text, as Shopify's ids are past 2^53. */
const ORDER_ID = /^(?:gid:\/\/shopify\/Order\/)?0*(\d{1,20})$/;

/** Shopify's global id of an order that is named by it or by the number in it; null for anything else. */
export function toOrderGid(objectId: string): string | null {
  const [, number] = ORDER_ID.exec(objectId.trim()) ?? [];
  return number === undefined ? null : `${GID_PREFIX}${number}`;
}

/** All ids by which an order of Shopify's is named, the global one first; none for what can't be one. */
export function shopifyOrderIds(objectId: string): string[] {
  const gid = toOrderGid(objectId);
  return gid === null ? [] : [gid, gid.slice(GID_PREFIX.length)];
}
