import type { JsonObject } from '../../shared/json';

/** What is kept with a row, if it is not larger than anything sensible: the event itself keeps all of it for its 7 days. */
export function capJsonSize(maxBytes: number, value: JsonObject): JsonObject {
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  return bytes > maxBytes ? { raw_bytes: bytes } : value;
}
