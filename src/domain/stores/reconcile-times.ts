/** How often a shop's orders are reconciled with those that its webhooks delivered. */
export const RECONCILE_EVERY_MS = 3_600_000;
