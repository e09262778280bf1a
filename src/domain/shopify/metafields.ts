import type { JsonValue } from '../../shared/json/json';
import { parseJson } from '../../shared/json/parse-json';
import { numberOrDigits, parseDecimal } from '../../shared/numbers/decimal';

/** Shopify's limit for a text. */
export const MAX_METAFIELD_LENGTH = 65_535;
/** Shopify stores decimals with up to 13 integer and 9 fraction digits. */
const DECIMAL = /^-?\d{1,13}(\.\d{1,9})?$/;

/** Converts a value to a metafield of the closest type. Returns null for an empty value: its metafield is deleted. */
export function metafieldValue(value: JsonValue): { type: string; value: string } | null {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return { type: 'boolean', value: String(value) };
  if (typeof value === 'string') {
    return { type: /[\r\n]/.test(value) ? 'multi_line_text_field' : 'single_line_text_field', value };
  }
  const text = JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { type: 'number_integer', value: text };
  if (typeof value === 'number' && DECIMAL.test(text)) return { type: 'number_decimal', value: text };
  return { type: 'json', value: text };
}

/** Converts a metafield to JSON. Types that we never write are returned as text. */
export function parseMetafield({ type, value }: { type: string; value: string }): JsonValue {
  if (type === 'number_decimal') {
    const decimal = DECIMAL.test(value) ? parseDecimal(value) : null;
    return decimal ? numberOrDigits(decimal) : value;
  }
  if (type !== 'boolean' && type !== 'number_integer' && type !== 'json') return value;
  const parsed = parseJson(value);
  return parsed.ok ? parsed.value : value;
}
