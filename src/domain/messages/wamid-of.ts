const WAMID = /^[\x20-\x7e]{1,300}$/;

/** Returns Meta's id of a message, null if the value is not one. */
export const wamidOf = (value: unknown): string | null =>
  typeof value === 'string' && WAMID.test(value) ? value : null;
