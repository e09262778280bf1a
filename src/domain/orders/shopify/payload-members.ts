import type { JsonObject, JsonValue } from '../../../shared/json';
import { formatAmount, parseMoney } from '../../../shared/money';
import { repairText } from '../../../shared/repair-text';

/*
 * Members of a payload that nobody has promised: what is missing, of another type or too long is read as null, so that one
 * strange member costs itself and not the order.
 */

/**
 * A text that is not empty, cut to a length; Shopify writes an absent one as `""` as often as null. Apps write a number
 * where a text is usual (a zip, a SKU): it is read as its digits.
 */
export function textOf(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = repairText(String(value)).trim().slice(0, maxLength).toWellFormed();
  return text === '' ? null : text;
}

/** What an app wrote as the value of an attribute, as a text: a boolean as its word, an object or a list as JSON. */
export function attributeText(value: JsonValue | undefined, maxLength: number): string | null {
  if (value === undefined || value === null) return null;
  return textOf(typeof value === 'boolean' || typeof value === 'object' ? JSON.stringify(value) : value, maxLength);
}

/** Shopify's tags: one text with commas in a webhook, a list in the Admin API. */
export function tagsOf(value: JsonValue | undefined): string[] {
  const parts = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const tags = parts.slice(0, 250).map((tag) => textOf(tag, 255));
  return [...new Set(tags.filter((tag) => tag !== null))];
}

/** An amount as millionths; null where there is none. */
export const moneyOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'string' || typeof value === 'number' ? parseMoney(String(value)) : null;

/** An amount as a decimal string of its currency; null where there is none. */
export function amountOf(value: JsonValue | undefined, currency: string): string | null {
  const money = moneyOf(value);
  return money === null ? null : formatAmount(money, currency);
}

/** Shopify was founded in 2006; what is older is no time at which something happened. */
const EARLIEST = Date.UTC(2006, 0);

/** An instant with its offset, as epoch milliseconds: null where there is none, and never after `latest`. */
export function instantOf(value: unknown, latest: number): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const at = Date.parse(value);
  return at >= EARLIEST ? Math.min(at, latest) : null;
}

/** Without the members that are null, as an order's objects are stored. */
export const omitNullMembers = (members: Record<string, JsonValue>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
