/**
 * Cloudflare's prices past what the Workers Paid plan ($5 a month) includes, in dollars, as of 2026-11-25. Of Workers Logs
 * until 1 December 2026, when Cloudflare's observability prices take over.
 */
export const PRICES = {
  requests: { dollars: 0.3, per: 1e6, source: 'https://developers.cloudflare.com/workers/platform/pricing/' },
  cpuMs: { dollars: 0.02, per: 1e6, source: 'https://developers.cloudflare.com/workers/platform/pricing/' },
  logLines: { dollars: 0.6, per: 1e6, source: 'https://developers.cloudflare.com/workers/platform/pricing/' },
  d1RowsRead: { dollars: 0.001, per: 1e6, source: 'https://developers.cloudflare.com/d1/platform/pricing/' },
  d1RowsWritten: { dollars: 1, per: 1e6, source: 'https://developers.cloudflare.com/d1/platform/pricing/' },
  d1GbMonth: { dollars: 0.75, per: 1, source: 'https://developers.cloudflare.com/d1/platform/pricing/' },
  queueOperations: { dollars: 0.4, per: 1e6, source: 'https://developers.cloudflare.com/queues/platform/pricing/' },
  objectRequests: {
    dollars: 0.15,
    per: 1e6,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  objectGbSeconds: {
    dollars: 12.5,
    per: 1e6,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  objectRowsRead: {
    dollars: 0.001,
    per: 1e6,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  objectRowsWritten: {
    dollars: 1,
    per: 1e6,
    source: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  },
  workflowGbMonth: { dollars: 0.2, per: 1, source: 'https://developers.cloudflare.com/workflows/reference/pricing/' },
  r2Writes: { dollars: 4.5, per: 1e6, source: 'https://developers.cloudflare.com/r2/pricing/' },
  r2Reads: { dollars: 0.36, per: 1e6, source: 'https://developers.cloudflare.com/r2/pricing/' },
  r2GbMonth: { dollars: 0.015, per: 1, source: 'https://developers.cloudflare.com/r2/pricing/' },
} as const;
