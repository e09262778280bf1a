/** How often a store's orders are compared with the ones that its webhooks delivered. */
export const RECONCILE_EVERY_MS = 3_600_000;
