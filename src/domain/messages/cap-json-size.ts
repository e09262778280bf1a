import type { JsonObject } from '../../shared/json/json';

/** Replaces a value that is too large for a row by its size; the raw event holds the whole value for 7 days. */
export function capJsonSize(maxBytes: number, value: JsonObject): JsonObject {
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  return bytes > maxBytes ? { raw_bytes: bytes } : value;
}
