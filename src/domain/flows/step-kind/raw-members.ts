import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';

/** Returns a string as it is, '' for any other value. */
export const textMember = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Returns an object as it is, an empty one for any other value. */
export const objectMember = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Returns the case of a raw step by its position. */
export const caseOf = ({ cases }: JsonObject, position: number | null): JsonObject =>
  objectMember(Array.isArray(cases) ? cases[position ?? 0] : undefined);

/** Returns a text as one line of up to `max` characters. */
export const truncateLine = (text: string, max: number): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
};

/** Returns the names of the variables that a step sets. */
export const variableNames = ({ variables }: JsonObject): string => Object.keys(objectMember(variables)).join(', ');
