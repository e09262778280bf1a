import 'vitest';

declare global {
  namespace Cloudflare {
    interface Env {
      DB_1: D1Database;
      TEST_MIGRATIONS: import('cloudflare:test').D1Migration[];
    }
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    settings: Record<string, string>;
    /** How many random flows are tried on both drivers. */
    driverRuns: number;
    deliveryEvents: number;
    /** How many random inputs each operation of the API gets. */
    fuzzRuns: number;
    /** Webhooks that may not be published, as JSON texts by name; empty without the folder of samples. */
    samples: { whatsapp: Record<string, string>; shopify: Record<string, string> };
    standins: { meta: string; merchant: string; shopify: string; qapla: string };
  }
}
