const WAMID = /^[\x20-\x7e]{1,300}$/;

/** Meta's id of a message; null for what can't be one. */
export const wamidOf = (value: unknown): string | null =>
  typeof value === 'string' && WAMID.test(value) ? value : null;
