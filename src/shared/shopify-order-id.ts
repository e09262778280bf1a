const PREFIX = 'gid://shopify/Order/';
/** The id's number, by itself or in its gid; a text, as Shopify's ids are past 2^53. */
const ORDER = /^(?:gid:\/\/shopify\/Order\/)?0*(\d{1,20})$/;

/** Shopify's global id of an order that is named by it or by the number in it; null for anything else. */
export function orderGid(objectId: string): string | null {
  const [, number] = ORDER.exec(objectId.trim()) ?? [];
  return number === undefined ? null : `${PREFIX}${number}`;
}

/** All ids by which an order of Shopify's is named, the global one first; none for what can't be one. */
export function orderNames(objectId: string): string[] {
  const gid = orderGid(objectId);
  return gid === null ? [] : [gid, gid.slice(PREFIX.length)];
}
