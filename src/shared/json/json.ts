export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** The limit of the variables of a request, an order or a push. */
const MAX_VARIABLES_BYTES = 32_768;

export const fitsVariables = (value: JsonValue | Record<string, unknown>): boolean =>
  new TextEncoder().encode(JSON.stringify(value)).length <= MAX_VARIABLES_BYTES;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns JSON with sorted members, so that equal values have equal digests. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
