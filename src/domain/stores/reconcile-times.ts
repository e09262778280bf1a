/** How often the orders that never came are looked for in a shop. */
export const RECONCILE_EVERY_MS = 3_600_000;
