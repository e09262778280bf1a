import type { JsonObject, JsonValue } from '../../../shared/json';
import type { AddressUpdate } from './order-variables';

/** "Ada Maria Rossi" has a last name; which words are it Shopify wants to know and nobody can, so the last one is. */
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

/** An address as createOrder names its members, as Shopify's MailingAddressInput; only what is given. */
export function toMailingAddress(address: AddressUpdate): JsonObject {
  const { company, address1, address2, zip, city, phone } = address;
  const given = { company, address1, address2, zip, city, phone };
  const members = { ...namesOf(address), ...given, ...countryOf(address), ...provinceOf(address) };
  const filled = Object.entries<JsonValue | undefined>(members).filter(
    (member): member is [string, JsonValue] => member[1] !== undefined && member[1] !== null,
  );
  // Of the members only this one is given to be emptied.
  return { ...Object.fromEntries(filled), ...(address2 === '' ? { address2: null } : {}) };
}
