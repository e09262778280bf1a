import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';
import { sameJson } from '../../../shared/same-json';
import type { OrderVariables } from './order-variables';

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const digitsOf = (value: JsonValue | undefined): string => textOf(value).replaceAll(/\D/g, '');

/**
 * The names of the pushed variables that an order, as Shopify's webhook would send it, does not show as they were pushed.
 * A metafield outside our namespace is not read back, and so never differs.
 */
export function differingInOrder(
  pushed: JsonObject,
  read: OrderVariables,
  { payload, variables }: { payload: JsonObject; variables: JsonObject },
): string[] {
  const tags = (Array.isArray(payload.tags) ? payload.tags : []).map((tag) => textOf(tag).toLowerCase());
  const attributes = new Map(
    (Array.isArray(payload.note_attributes) ? payload.note_attributes : []).flatMap((row) =>
      isJsonObject(row) ? [[textOf(row.name), row.value ?? null] as const] : [],
    ),
  );
  const address = isJsonObject(payload.shipping_address) ? payload.shipping_address : {};
  const { tags: told, note, custom_attributes, email, phone, shipping_address, cancel, fulfillment } = read;
  const { country = address.country, province = address.province, ...plain } = shipping_address ?? {};
  const shows: Record<string, boolean> = {
    tags:
      (told?.add ?? []).every((tag) => tags.includes(tag.toLowerCase())) &&
      !(told?.remove ?? []).some((tag) => tags.includes(tag.toLowerCase())),
    note: textOf(payload.note) === (note ?? ''),
    custom_attributes: Object.entries(custom_attributes ?? {}).every(
      ([key, value]) => (attributes.get(key) ?? null) === value,
    ),
    email: textOf(payload.email).toLowerCase() === (email ?? '').toLowerCase(),
    // As Shopify writes it with its country's code.
    phone: digitsOf(payload.phone).endsWith(digitsOf(phone).replace(/^0+/, '')),
    shipping_address:
      Object.entries(plain).every(([name, value]) => textOf(address[name]) === value) &&
      [address.country, address.country_code].includes(country ?? null) &&
      [address.province, address.province_code].includes(province ?? null),
    cancel: !cancel || typeof payload.cancelled_at === 'string',
    fulfillment: !fulfillment || typeof payload.fulfillment_status === 'string',
    metafields: true,
  };
  const isSeen = (name: string): boolean =>
    Object.hasOwn(shows, name)
      ? (shows[name] ?? false)
      : sameJson(pushed[name] === '' ? null : pushed[name], variables[name]);
  return Object.keys(pushed).filter((name) => !isSeen(name));
}
