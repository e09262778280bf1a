export type BoundedCache<Key, Value> = {
  /** Returns the value of a key; undefined if it is missing or has expired at `now`. */
  get(key: Key, now?: number): Value | undefined;
  /** Returns the value of a key. Creates it with `make` if it is missing. */
  getOrCreate(key: Key, make: () => Value): Value;
  set(key: Key, value: Value, now?: number): void;
  delete(key: Key): void;
  deleteWhere(matches: (value: Value) => boolean): void;
};

/**
 * Creates a cache in the isolate's memory. It stores at most `max` entries and evicts the oldest one. With `ttlMs`, an entry
 * expires that many ms after it was set (`now` is in epoch ms).
 */
export function boundedCache<Key, Value>(max: number, ttlMs = Number.POSITIVE_INFINITY): BoundedCache<Key, Value> {
  const entries = new Map<Key, { value: Value; expiresAt: number }>();
  const cache: BoundedCache<Key, Value> = {
    get(key, now = 0) {
      const entry = entries.get(key);
      if (entry && entry.expiresAt > now) return entry.value;
      entries.delete(key);
      return undefined;
    },
    getOrCreate(key, make) {
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const value = make();
      cache.set(key, value);
      return value;
    },
    set(key, value, now = 0) {
      entries.delete(key);
      const oldest = entries.size >= max ? entries.keys().next() : undefined;
      if (oldest?.done === false) entries.delete(oldest.value);
      entries.set(key, { value, expiresAt: now + ttlMs });
    },
    delete: (key) => void entries.delete(key),
    deleteWhere(matches) {
      for (const [key, { value }] of entries) if (matches(value)) entries.delete(key);
    },
  };
  return cache;
}
