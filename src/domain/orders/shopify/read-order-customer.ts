import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { shopifyGid } from '../../../shared/orders/shopify-gid';
import type { TradingSettings } from '../../../shared/phone/home-country';
import { textOf } from '../../../shared/text/text-of';
import { customerKey } from '../customer-key';
import { countriesOfOrder, customerPhone } from '../customer-phone';
import { omitNullMembers } from './payload-members';

const countryOf = (address: JsonObject): string | null =>
  textOf(address.country_code, 2) ?? textOf(address.country, 64);

/** Returns the countries that the order's national phone numbers may belong to. */
export function countriesOfPayload(
  order: JsonObject,
  { currency, account }: { currency: string | null; account: TradingSettings },
): string[] {
  const { default_address: usual } = objectOrEmpty(order.customer);
  const addresses = [order.shipping_address, order.billing_address, usual].map((each) =>
    countryOf(objectOrEmpty(each)),
  );
  return countriesOfOrder(addresses, { currency, account });
}

/** Reads an address of an order, with the phone number in E.164 where it can be dialled; null if it is empty. */
export function orderAddressOf(value: JsonValue | undefined, countries: string[]): JsonObject | null {
  const address = objectOrEmpty(value);
  const country = countryOf(address);
  const members = omitNullMembers({
    name: textOf(address.name, 200),
    company: textOf(address.company, 200),
    address1: textOf(address.address1, 500),
    address2: textOf(address.address2, 500),
    zip: textOf(address.zip, 32),
    city: textOf(address.city, 200),
    province: textOf(address.province, 200),
    province_code: textOf(address.province_code, 10),
    country,
    phone: customerPhone([{ phone: textOf(address.phone, 64), country }], countries) ?? textOf(address.phone, 64),
  });
  return Object.keys(members).length === 0 ? null : members;
}

/** Reads the customer of an order with their user key and phone number. */
export function orderCustomerOf(order: JsonObject, countries: string[]) {
  const customer = objectOrEmpty(order.customer);
  const [shipping, billing] = [objectOrEmpty(order.shipping_address), objectOrEmpty(order.billing_address)];
  const usual = objectOrEmpty(customer.default_address);
  const own = (address: JsonObject) => ({ phone: textOf(address.phone, 64), country: countryOf(address) });
  const candidates = [
    { phone: textOf(order.phone, 64), country: null },
    { phone: textOf(customer.phone, 64), country: null },
    own(shipping),
    own(billing),
    own(usual),
  ];
  const phone = customerPhone(candidates, countries);
  const email = [order.email, order.contact_email, customer.email]
    .map((value) => textOf(value, 320))
    .find((value) => value?.includes('@'));
  const gid = shopifyGid('Customer', customer);
  const members = omitNullMembers({
    id: gid,
    first_name: textOf(customer.first_name, 200) ?? textOf(shipping.first_name, 200) ?? textOf(billing.first_name, 200),
    last_name: textOf(customer.last_name, 200) ?? textOf(shipping.last_name, 200) ?? textOf(billing.last_name, 200),
    email: email ?? null,
    phone,
    language: textOf(order.customer_locale, 35),
  });
  return {
    phone,
    userKey: customerKey({ phone, email: email ?? null, shopId: gid }),
    customer: Object.keys(members).length === 0 ? null : members,
  };
}
