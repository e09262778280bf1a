import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';
import { matchesPushedTags, matchesPushedValue } from '../../../shared/matches-pushed';
import { objectOrEmpty, textOrEmpty } from '../../../shared/read-json';
import type { OrderVariables } from './order-variables';

const digitsOf = (value: JsonValue | undefined): string => textOrEmpty(value).replaceAll(/\D/g, '');

/**
 * The names of the pushed variables that an order, as Shopify's webhook would send it, does not show as they were pushed.
 * A metafield outside our namespace is not read back, and so never differs; neither does what was left out as empty.
 */
export function differingOrderVariables(
  pushed: JsonObject,
  read: OrderVariables,
  { payload, variables }: { payload: JsonObject; variables: JsonObject },
): string[] {
  const attributes = new Map(
    (Array.isArray(payload.note_attributes) ? payload.note_attributes : []).flatMap((row) =>
      isJsonObject(row) ? [[textOrEmpty(row.name), row.value ?? null] as const] : [],
    ),
  );
  const address = objectOrEmpty(payload.shipping_address);
  const { tags: told, note, custom_attributes, email, phone, shipping_address, cancel, fulfillment } = read;
  const { country = address.country, province = address.province, ...plain } = shipping_address ?? {};
  const shows: Record<string, boolean> = {
    tags: matchesPushedTags(told, payload.tags),
    note: matchesPushedValue(note, payload.note),
    custom_attributes: matchesPushedValue(custom_attributes ?? {}, Object.fromEntries(attributes)),
    email: textOrEmpty(payload.email).toLowerCase() === (email ?? '').toLowerCase(),
    // As Shopify writes it with its country's code.
    phone: digitsOf(payload.phone).endsWith(digitsOf(phone).replace(/^0+/, '')),
    shipping_address:
      matchesPushedValue(plain, address) &&
      [address.country, address.country_code].includes(country ?? null) &&
      [address.province, address.province_code].includes(province ?? null),
    cancel: !cancel || typeof payload.cancelled_at === 'string',
    fulfillment: !fulfillment || typeof payload.fulfillment_status === 'string',
    metafields: true,
  };
  const isSeen = (name: string): boolean =>
    Object.hasOwn(shows, name)
      ? !Object.hasOwn(read, name) || (shows[name] ?? false)
      : matchesPushedValue(pushed[name], variables[name]);
  return Object.keys(pushed).filter((name) => !isSeen(name));
}
