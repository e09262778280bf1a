import type { JsonValue } from './json';

/** As the engine hands it to a reviver; TypeScript's library does not know it yet. */
type ParseExactly = (
  text: string,
  reviver: (key: string, value: JsonValue, context: { source?: string }) => JsonValue,
) => JsonValue;

const LONG_NUMBER = /\d{16}/;
const INTEGER = /^(-?\d+)(?:\.0+)?$/;

/**
 * Parses JSON so that no id is rounded: an integer past 2^53 becomes the text that stands there. Throws SyntaxError, and
 * RangeError for what is nested deeper than the stack.
 */
export function parseExactJson(text: string): JsonValue {
  // A reviver costs several times the parsing, and most payloads hold no such number.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as JsonValue;
  return (JSON.parse as ParseExactly)(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) ? (INTEGER.exec(source ?? '')?.[1] ?? value) : value,
  );
}
