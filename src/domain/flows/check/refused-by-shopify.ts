import type { JsonObject, JsonValue } from '../../../shared/json';
import { hasLiquid } from '../../liquid/compile';
import { parseOrderVariables } from '../../shopify/update/order-variables';
import { stringsIn } from './liquid-texts';

/** What Liquid may give: a text that fits each member which takes a text of a certain form. */
const SAMPLES = ['1', 'ada@example.com', 'https://shop.example/1', 'IT', 'OTHER', ''];

/** The value with a sample for every text that Liquid gives. */
function filled(value: JsonValue, sample: string): JsonValue {
  if (typeof value === 'string') return hasLiquid(value) ? sample : value;
  if (Array.isArray(value)) return value.map((each) => filled(each, sample));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each ?? null, sample)]));
}

/** What is wrong with the variables of a push to an order of Shopify whatever its Liquid gives, by JSON Pointer. */
export function refusedByShopify(variables: JsonObject): { field: string; message: string }[] {
  const samples = stringsIn(variables, '').some(({ text }) => hasLiquid(text)) ? SAMPLES : SAMPLES.slice(0, 1);
  const [first = [], ...others] = samples.map((sample) => {
    const read = parseOrderVariables(filled(variables, sample) as JsonObject);
    return read.ok ? [] : read.problems;
  });
  return first.filter(({ field }) => others.every((problems) => problems.some((other) => other.field === field)));
}
