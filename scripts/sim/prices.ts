/** A price in dollars for `per` units. */
const price = (dollars: number, per: number) => ({ dollars, per });

/**
 * Cloudflare's prices past what the Workers Paid plan ($5 a month) includes, as of 2026-11-25, from
 * https://developers.cloudflare.com/<product>/platform/pricing/ (Workflows: workflows/reference/pricing, R2: r2/pricing).
 * Those of Workers Logs hold until 1 December 2026, when Cloudflare's observability prices replace them.
 */
export const PRICES = {
  requests: price(0.3, 1e6),
  cpuMs: price(0.02, 1e6),
  logLines: price(0.6, 1e6),
  d1RowsRead: price(0.001, 1e6),
  d1RowsWritten: price(1, 1e6),
  d1GbMonth: price(0.75, 1),
  queueOperations: price(0.4, 1e6),
  objectRequests: price(0.15, 1e6),
  objectGbSeconds: price(12.5, 1e6),
  objectRowsRead: price(0.001, 1e6),
  objectRowsWritten: price(1, 1e6),
  workflowGbMonth: price(0.2, 1),
  r2Writes: price(4.5, 1e6),
  r2GbMonth: price(0.015, 1),
};
