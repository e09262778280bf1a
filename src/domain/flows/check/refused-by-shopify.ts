import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { hasLiquid } from '../../liquid/compile';
import { parseOrderVariables } from '../../shopify/update/order-variables';
import { stringsIn } from '../step-kind/strings-in';

/** Sample results of Liquid: for each member with a format, one of them is valid. */
const SAMPLES = ['1', 'ada@example.com', 'https://shop.example/1', 'IT', 'OTHER', ''];

/** Returns the value with a sample in place of every text with Liquid. */
function fillIn(value: JsonValue, sample: string): JsonValue {
  if (typeof value === 'string') return hasLiquid(value) ? sample : value;
  if (Array.isArray(value)) return value.map((each) => fillIn(each, sample));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillIn(each ?? null, sample)]));
}

/** Returns what Shopify refuses in the variables of a push to an order, whatever their Liquid gives. */
export function refusedByShopify(variables: JsonObject): { field: string; message: string }[] {
  const samples = stringsIn(variables, '').some(({ text }) => hasLiquid(text)) ? SAMPLES : SAMPLES.slice(0, 1);
  const [first = [], ...others] = samples.map((sample) => {
    const read = parseOrderVariables(fillIn(variables, sample) as JsonObject);
    return read.ok ? [] : read.problems;
  });
  return first.filter(({ field }) => others.every((problems) => problems.some((other) => other.field === field)));
}
