import { z } from 'zod';
import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores';
import { openHeaders, secretPlace } from '../../domain/stores/endpoint-headers';
import type { Sealer } from '../../shared/seal';
import { formatInstant } from '../../shared/zone';
import { Instant } from './common';
import { Hidden, hidden } from './hidden';

const EndpointResource = z.object({
  url: z.string(),
  method: z.enum(['GET', 'POST']),
  params: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), Hidden),
  timeout_ms: z.number().int(),
});

export const StoreResource = z
  .object({
    id_store: z.string(),
    name: z.string(),
    kind: z.enum(['custom', 'shopify']),
    secret: Hidden,
    get_object: EndpointResource.nullable(),
    update_object: EndpointResource.nullable(),
    rate: z.object({ per_second: z.number(), burst: z.number().int(), concurrency: z.number().int() }),
    paused_at: Instant.nullable(),
    paused_reason: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Store' });

async function presentEndpoint(sealer: Sealer, idStore: string, endpoint: Endpoint | null) {
  if (!endpoint) return null;
  const opened = await openHeaders(sealer, idStore, endpoint.headers);
  const headers = Object.fromEntries(Object.entries(opened).map(([name, value]) => [name, hidden(value)]));
  return { ...endpoint, headers };
}

/** A store as it is shown: of each secret only that it is set, and its last four characters. */
export async function presentStore(store: Store, sealer: Sealer, zone: string): Promise<z.infer<typeof StoreResource>> {
  const { idStore } = store;
  return {
    id_store: idStore,
    name: store.name,
    kind: store.kind,
    secret: hidden(store.secret === null ? null : await sealer.open(store.secret, secretPlace(idStore, 'secret'))),
    get_object: await presentEndpoint(sealer, idStore, store.getObject),
    update_object: await presentEndpoint(sealer, idStore, store.updateObject),
    rate: store.rate,
    paused_at: store.pausedAt === null ? null : formatInstant(store.pausedAt, zone),
    paused_reason: store.pausedReason,
    created_at: formatInstant(store.createdAt, zone),
    updated_at: formatInstant(store.updatedAt, zone),
  };
}
