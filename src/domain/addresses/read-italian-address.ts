import type { AddressCheck } from './address-issues';
import { checkAddressParts } from './check-italian-address';
import { parseAddress } from './parse-address';
import { loadTowns } from './towns/load-towns';

export type ItalianAddress = {
  address1: string;
  address2: string | null;
  zip: string | null;
  city: string | null;
  province_code: string | null;
  country_code: string;
  check: AddressCheck;
};

/** Nearly every address has a digit, and the others say so. */
const MAY_BE_ADDRESS = /\d|s\.? ?n\.? ?c|senza numero|localit|contrada|frazione|cascina/i;

/**
 * Reads a customer's text as an Italian address and checks it (checkItalianAddress). Returns null for a text that is not an
 * address, also where it is unclear: the text of a conversation is rarely one.
 */
export async function readItalianAddress(text: string): Promise<ItalianAddress | null> {
  if (!MAY_BE_ADDRESS.test(text)) return null;
  const directory = await loadTowns();
  const parsed = parseAddress(text, directory);
  if (parsed === null) return null;
  const { province, ...written } = parsed;
  return { ...written, ...checkAddressParts({ ...written, province }, directory) };
}
