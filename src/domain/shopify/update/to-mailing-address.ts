import type { JsonObject, JsonValue } from '../../../shared/json/json';
import type { AddressUpdate } from './order-variables';

/** Splits a full name: Shopify requires a last name, so the last word ("Ada Maria Rossi") becomes it. */
function namesOf({ name, first_name, last_name }: AddressUpdate): JsonObject {
  if (name === undefined || first_name !== undefined || last_name !== undefined) {
    return { firstName: first_name ?? null, lastName: last_name ?? null };
  }
  const words = name.trim().split(/\s+/);
  return { firstName: words.slice(0, -1).join(' ') || null, lastName: words.at(-1) ?? null };
}

function countryOf({ country, country_code }: AddressUpdate): JsonObject {
  const code = country_code ?? (/^[A-Za-z]{2}$/.test(country ?? '') ? country : undefined);
  return code === undefined ? { country: country ?? null } : { countryCode: code.toUpperCase() };
}

function provinceOf({ province, province_code }: AddressUpdate): JsonObject {
  const code = province_code ?? (/^[A-Z]{2,3}$/.test(province ?? '') ? province : undefined);
  return code === undefined ? { province: province ?? null } : { provinceCode: code.toUpperCase() };
}

/** Converts an address of createOrder's form to Shopify's MailingAddressInput, without missing members. */
export function toMailingAddress(address: AddressUpdate): JsonObject {
  const { company, address1, address2, zip, city, phone } = address;
  const same = { company, address1, address2, zip, city, phone };
  const members = { ...namesOf(address), ...same, ...countryOf(address), ...provinceOf(address) };
  const present = Object.entries<JsonValue | undefined>(members).filter(
    (member): member is [string, JsonValue] => member[1] !== undefined && member[1] !== null,
  );
  // The only member that a push can empty.
  return { ...Object.fromEntries(present), ...(address2 === '' ? { address2: null } : {}) };
}
