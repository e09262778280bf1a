import { isJsonObject, type JsonObject, type JsonValue } from './json';

/** Merges by RFC 7396: null removes a member, objects merge, anything else replaces. The inputs are not changed. */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isJsonObject(value) ? mergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}
