import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/json';

const isEmptyText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value.trim() === '';
const isEmpty = (value: JsonValue | undefined): boolean => value === undefined || value === null || isEmptyText(value);

function dropEmptyMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.filter((one) => !isEmpty(one)).map(dropEmptyMembers);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, one]) => !isEmpty(one));
  return Object.fromEntries(members.map(([name, one]) => [name, dropEmptyMembers(one)]));
}

/** Drops attributes with an empty text; null stays, as it deletes the attribute. */
function nonEmptyAttributes(value: JsonValue): JsonValue {
  if (Array.isArray(value))
    return value.filter((row) => !(isJsonObject(row) && (isEmpty(row.key) || isEmptyText(row.value))));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => !isEmpty(key) && !isEmptyText(one)));
}

/** Drops an address's empty members; undefined if none is left. */
function nonEmptyAddress(value: JsonValue): JsonValue | undefined {
  const address = dropEmptyMembers(value);
  if (!isJsonObject(address) || !isJsonObject(value)) return address;
  if (Object.keys(address).length === 0) return undefined;
  // A new street must not keep the second line of the old address.
  const isCleared = 'address1' in address && 'address2' in value && !('address2' in address);
  return isCleared ? { ...address, address2: '' } : address;
}

/**
 * Drops the empty variables of a push. Liquid renders unknown values as empty texts, which must neither fail the push nor
 * erase the shop's data. Explicit deletions stay: null for `note` and for an attribute, and an empty
 * `address2` with a new `address1`. Variables that are not members of an order stay as they are.
 */
export function withoutEmpty(variables: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(variables)) {
    const nonEmpty = nonEmptyValue(name, value);
    if (nonEmpty !== undefined) result[name] = nonEmpty;
  }
  return result;
}

function nonEmptyValue(name: string, value: JsonValue): JsonValue | undefined {
  switch (name) {
    case 'note':
      return isEmptyText(value) ? undefined : value;
    case 'custom_attributes':
      return isEmpty(value) ? undefined : nonEmptyAttributes(value);
    case 'shipping_address':
      return isEmpty(value) ? undefined : nonEmptyAddress(value);
    case 'metafields':
      return isEmpty(value) ? undefined : value;
    case 'tags':
    case 'email':
    case 'phone':
    case 'cancel':
    case 'fulfillment':
    case 'hold':
    case 'release_hold':
      return isEmpty(value) ? undefined : dropEmptyMembers(value);
    default:
      return value;
  }
}
