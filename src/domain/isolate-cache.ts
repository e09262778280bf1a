import { type BoundedCache, boundedCache } from '../shared/lazy/bounded-cache';

/** How long an isolate trusts what it has read from D1. */
export const CACHE_TTL_MS = 30_000;
export const MAX_CACHED = 10_000;

/** Makes a cache for what this isolate reads from D1: at most 10,000 entries, for 30 s each. */
export const isolateCache = <Value>(): BoundedCache<string, Value> => boundedCache(MAX_CACHED, CACHE_TTL_MS);
