import type { JsonObject } from '../../../../../shared/json';

/**
 * The merchant's two endpoints as the members of the API. An address that is left empty is an endpoint that there is not;
 * a header without a value is not given, so that the one that is known stays.
 */
export function serviceInput(form: URLSearchParams): JsonObject {
  const member = (name: string): string => (form.get(name) ?? '').trim();
  const endpoint = (prefix: string): JsonObject | null => {
    const url = member(`${prefix}_url`);
    const [name, value] = [member(`${prefix}_header`), member(`${prefix}_header_value`)];
    return url === ''
      ? null
      : { url, ...(name !== '' && value !== '' ? { headers: { [name.toLowerCase()]: value } } : {}) };
  };
  return { name: member('name'), get_object: endpoint('get_object'), update_object: endpoint('update_object') };
}

/** By which orders a check is to be made, of those that are given. */
export function checkInput(form: URLSearchParams): JsonObject {
  const given = ['object', 'test_object'].map((name) => [name, (form.get(name) ?? '').trim()] as const);
  return Object.fromEntries(given.filter(([, id]) => id !== '').map(([name, id]) => [name, { type: 'order', id }]));
}
