import type { JsonValue } from './json';

/** The type of JSON.parse with the reviver's third argument, which TypeScript's library does not declare yet. */
type ParseExactly = (
  text: string,
  reviver: (key: string, value: JsonValue, context: { source?: string }) => JsonValue,
) => JsonValue;

const LONG_NUMBER = /\d{16}/;
const INTEGER = /^(-?\d+)(?:\.0+)?$/;

/**
 * Parses JSON without rounding ids: an integer above 2^53 becomes a text. Throws SyntaxError, and RangeError if the nesting
 * overflows the stack.
 */
export function parseExactJson(text: string): JsonValue {
  // A reviver costs several times as much as the parsing, and most payloads contain no such number.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as JsonValue;
  return (JSON.parse as ParseExactly)(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) ? (INTEGER.exec(source ?? '')?.[1] ?? value) : value,
  );
}
