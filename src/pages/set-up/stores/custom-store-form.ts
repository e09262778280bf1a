import type { Endpoint } from '../../../db/schema';
import type { Store } from '../../../db/stores/stores';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';

const member = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim();

/**
 * Builds the merge patch of an endpoint's header. An empty value keeps the stored one, so a changed name needs a value; an
 * empty name removes the header.
 */
function headersOf(form: URLSearchParams, prefix: string, stored: Endpoint | null): JsonObject | undefined {
  const name = member(form, `${prefix}_header`).toLowerCase();
  const value = member(form, `${prefix}_header_value`);
  const [storedName] = Object.keys(stored?.headers ?? {});
  const refuse = (field: string): never => {
    const issues = [{ path: `/${prefix}_${field}`, code: 'required', message: 'A header has a name and a value' }];
    throw new AppError('validation_failed', '1 member is not valid', { issues });
  };
  // Otherwise the secret typed here would be dropped silently.
  if (value !== '' && member(form, `${prefix}_url`) === '') return refuse('url');
  if (name === '' && value !== '') return refuse('header');
  if (name === storedName) return value === '' ? undefined : { [name]: value };
  if (name !== '' && value === '') return refuse('header_value');
  const headers = {
    ...(storedName === undefined ? {} : { [storedName]: null }),
    ...(name === '' ? {} : { [name]: value }),
  };
  return Object.keys(headers).length > 0 ? headers : undefined;
}

/**
 * Reads the two endpoints as a merge patch of a store, or as the members of a new one. An empty URL means no endpoint. Fails
 * with validation_failed for an incomplete header or a header without a URL.
 */
export function readCustomStoreForm(
  form: URLSearchParams,
  stored: Pick<Store, 'getObject' | 'updateObject'> | null,
): JsonObject {
  const endpoint = (prefix: string, before: Endpoint | null): JsonObject | null => {
    const url = member(form, `${prefix}_url`);
    const headers = headersOf(form, prefix, before);
    return url === '' ? null : { url, ...(headers === undefined ? {} : { headers }) };
  };
  return {
    name: member(form, 'name'),
    get_object: endpoint('get_object', stored?.getObject ?? null),
    update_object: endpoint('update_object', stored?.updateObject ?? null),
  };
}

/** Reads the order ids of a check, empty ones left out. */
export function readCheckForm(form: URLSearchParams): JsonObject {
  const given = ['object', 'test_object'].map((name) => [name, member(form, name)] as const);
  return Object.fromEntries(given.filter(([, id]) => id !== '').map(([name, id]) => [name, { type: 'order', id }]));
}
