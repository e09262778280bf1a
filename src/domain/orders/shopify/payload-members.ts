import { type JsonObject, type JsonValue } from '../../../shared/json/json';
import { formatAmount, parseMoney } from '../../../shared/numbers/money';
import { textOf } from '../../../shared/text/text-of';

/* Readers of a payload's members: an invalid member reads as null, so that it does not spoil the order. */

/** Reads the value of an attribute as a text: a boolean as its word, an object or a list as JSON. */
export function attributeText(value: JsonValue | undefined, maxLength: number): string | null {
  if (value === undefined || value === null) return null;
  return textOf(typeof value === 'boolean' || typeof value === 'object' ? JSON.stringify(value) : value, maxLength);
}

/** Reads Shopify's tags: a text with commas in a webhook, a list in the Admin API. */
export function tagsOf(value: JsonValue | undefined): string[] {
  const parts = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const tags = parts.slice(0, 250).map((tag) => textOf(tag, 255));
  return [...new Set(tags.filter((tag) => tag !== null))];
}

/** Reads an amount in millionths. */
export const moneyOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'string' || typeof value === 'number' ? parseMoney(String(value)) : null;

/** Reads an amount as a decimal string of its currency. */
export function amountOf(value: JsonValue | undefined, currency: string): string | null {
  const money = moneyOf(value);
  return money === null ? null : formatAmount(money, currency);
}

/** Shopify was founded in 2006: earlier timestamps are invalid. */
const EARLIEST = Date.UTC(2006, 0);

/** Reads an instant with an offset as epoch ms, at most `latest`. */
export function instantOf(value: unknown, latest: number): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const at = Date.parse(value);
  return at >= EARLIEST ? Math.min(at, latest) : null;
}

/** Drops the members that are null, as an order's objects are stored. */
export const omitNullMembers = (members: Record<string, JsonValue>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
