/** How long an isolate trusts what it has read from D1. */
export const CACHE_TTL_MS = 30_000;
const MAX_ENTRIES = 10_000;

/** Adds an entry to a cache of this isolate, as its newest; the oldest is dropped when there are more than 10,000. */
export function putInCache<Value>(cache: Map<string, Value>, key: string, value: Value): void {
  cache.delete(key);
  const oldest = cache.size >= MAX_ENTRIES ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, value);
}
