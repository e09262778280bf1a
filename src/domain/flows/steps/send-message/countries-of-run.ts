import { isJsonObject, type JsonValue } from '../../../../shared/json';
import { textOrNull } from '../../../../shared/read-json';
import { countriesOfOrder } from '../../../orders/customer-phone';
import type { Run } from '../../engine/run';

function countryOf(address: JsonValue | undefined): string | null {
  if (!isJsonObject(address)) return null;
  return textOrNull(address.country_code) ?? textOrNull(address.country);
}

/** The addresses of an object as a merchant's getObject gives it, by the names that the order model has. */
function addressesOf(object: JsonValue | undefined): (string | null)[] {
  if (!isJsonObject(object)) return [];
  return [object.shipping_address, object.billing_address].map(countryOf);
}

/**
 * The countries as of which a run reads a national phone number, the likeliest first: of the addresses of what it fetched
 * or was given, and of the account.
 */
export const countriesOfRun = ({ saved, variables, input }: Pick<Run, 'saved' | 'variables' | 'input'>): string[] =>
  countriesOfOrder([...Object.values(saved), ...Object.values(variables)].flatMap(addressesOf), {
    currency: null,
    account: input,
  });
