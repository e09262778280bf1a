import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { objectOrEmpty, objectsIn, textOrEmpty } from '../../../shared/json/read-json';
import { matchesPushedTags, matchesPushedValue } from '../../../shared/orders/matches-pushed';
import type { OrderVariables } from './order-variables';

const digitsOf = (value: JsonValue | undefined): string => textOrEmpty(value).replaceAll(/\D/g, '');

/**
 * Returns the names of the pushed variables that differ in the order, in the form of Shopify's webhooks. Metafields outside
 * our namespace are not read back and never differ; neither do variables that were omitted as empty.
 */
export function differingOrderVariables(
  pushed: JsonObject,
  read: OrderVariables,
  { payload, variables }: { payload: JsonObject; variables: JsonObject },
): string[] {
  const attributes = new Map(
    objectsIn(payload.note_attributes).map((row) => [textOrEmpty(row.name), row.value ?? null] as const),
  );
  const address = objectOrEmpty(payload.shipping_address);
  const { tags, note, custom_attributes, email, phone, shipping_address, cancel, fulfillment } = read;
  const { country = address.country, province = address.province, ...plain } = shipping_address ?? {};
  const matches: Record<string, boolean> = {
    tags: matchesPushedTags(tags, payload.tags),
    note: matchesPushedValue(note, payload.note),
    custom_attributes: matchesPushedValue(custom_attributes ?? {}, Object.fromEntries(attributes)),
    email: textOrEmpty(payload.email).toLowerCase() === (email ?? '').toLowerCase(),
    // Shopify adds the country code.
    phone: digitsOf(payload.phone).endsWith(digitsOf(phone).replace(/^0+/, '')),
    shipping_address:
      matchesPushedValue(plain, address) &&
      [address.country, address.country_code].includes(country ?? null) &&
      [address.province, address.province_code].includes(province ?? null),
    cancel: !cancel || typeof payload.cancelled_at === 'string',
    fulfillment: !fulfillment || typeof payload.fulfillment_status === 'string',
    metafields: true,
    // Shopify's answer to the mutation is the state of the hold; the order is not read with its holds.
    hold: true,
    release_hold: true,
  };
  const isApplied = (name: string): boolean =>
    Object.hasOwn(matches, name)
      ? !Object.hasOwn(read, name) || (matches[name] ?? false)
      : matchesPushedValue(pushed[name], variables[name]);
  return Object.keys(pushed).filter((name) => !isApplied(name));
}
