import { isJsonObject, type JsonObject, type JsonValue } from './json';

/*
 * Readers of JSON without a guaranteed schema. They treat a value of the wrong type as missing, so that one unexpected member
 * does not invalidate the whole document.
 */

export const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Returns a text; null if it is empty. */
export const textOrNull = (value: unknown): string | null => stringOrNull(value) || null;

export const textOrEmpty = (value: unknown): string => stringOrNull(value) ?? '';

/** Returns a string, or a number as a string. */
export const scalarTextOrNull = (value: unknown): string | null =>
  typeof value === 'number' ? String(value) : stringOrNull(value);

export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

export const objectOrEmpty = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

export const listOrEmpty = (value: unknown): JsonValue[] => (Array.isArray(value) ? value : []);

/** Returns the objects among the first `maxItems` items of a list. */
export const objectsIn = (value: unknown, maxItems?: number): JsonObject[] =>
  listOrEmpty(value)
    .slice(0, maxItems)
    .filter((item) => isJsonObject(item));
