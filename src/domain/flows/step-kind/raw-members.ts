import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';

/** Returns the case of a raw step by its position. */
export const caseOf = ({ cases }: JsonObject, position: number | null): JsonObject =>
  objectOrEmpty(Array.isArray(cases) ? cases[position ?? 0] : undefined);

/** Returns a text as one line of up to `max` characters. */
export const truncateLine = (text: string, max: number): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
};

/** Returns the names of the variables that a step sets. */
export const variableNames = ({ variables }: JsonObject): string => Object.keys(objectOrEmpty(variables)).join(', ');
