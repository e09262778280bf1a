import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';

const isEmptyText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value.trim() === '';
const isEmpty = (value: JsonValue | undefined): boolean => value === undefined || value === null || isEmptyText(value);

function dropEmptyMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.filter((one) => !isEmpty(one)).map(dropEmptyMembers);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, one]) => !isEmpty(one));
  return Object.fromEntries(members.map(([name, one]) => [name, dropEmptyMembers(one)]));
}

/** The attributes that are said: one that is null is to be deleted, one that is an empty text is not known. */
function nonEmptyAttributes(value: JsonValue): JsonValue {
  if (Array.isArray(value))
    return value.filter((row) => !(isJsonObject(row) && (isEmpty(row.key) || isEmptyText(row.value))));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => !isEmpty(key) && !isEmptyText(one)));
}

/** An address without its empty members; undefined where none is left. */
function nonEmptyAddress(value: JsonValue): JsonValue | undefined {
  const address = dropEmptyMembers(value);
  if (!isJsonObject(address) || !isJsonObject(value)) return address;
  if (Object.keys(address).length === 0) return undefined;
  // A new street must not keep the staircase of the old one.
  const isCleared = 'address1' in address && 'address2' in value && !('address2' in address);
  return isCleared ? { ...address, address2: '' } : address;
}

/**
 * A push's variables without what says nothing. Liquid renders what is not known as an empty text, and such a member must
 * neither fail the push nor erase what the shop knows. What empties a member on purpose stays: null for `note` and for an
 * attribute, and an empty `address2` beside a filled `address1`. Variables that are no member of an order stay as they are.
 */
export function withoutEmpty(variables: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(variables)) {
    const kept = nonEmptyValue(name, value);
    if (kept !== undefined) result[name] = kept;
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
      return isEmpty(value) ? undefined : dropEmptyMembers(value);
    default:
      return value;
  }
}
