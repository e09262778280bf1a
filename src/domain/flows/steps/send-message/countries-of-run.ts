import { isJsonObject, type JsonValue } from '../../../../shared/json/json';
import { textOrNull } from '../../../../shared/json/read-json';
import { countriesOfOrder } from '../../../orders/customer-phone';
import type { Run } from '../../engine/run';

function countryOf(address: JsonValue | undefined): string | null {
  if (!isJsonObject(address)) return null;
  return textOrNull(address.country_code) ?? textOrNull(address.country);
}

/** Returns the countries of an object's addresses, which have the names of the order model. */
function addressCountriesOf(object: JsonValue | undefined): (string | null)[] {
  if (!isJsonObject(object)) return [];
  return [object.shipping_address, object.billing_address].map(countryOf);
}

/**
 * Returns the countries in which a run reads a national phone number, the likeliest first: those of the addresses in the
 * objects that it fetched and in its variables, then the account's.
 */
export const countriesOfRun = ({ saved, variables, input }: Pick<Run, 'saved' | 'variables' | 'input'>): string[] =>
  countriesOfOrder([...Object.values(saved), ...Object.values(variables)].flatMap(addressCountriesOf), {
    currency: null,
    account: input,
  });
