import { isJsonObject, type JsonValue } from '../../shared/json/json';
import { scalarTextOrNull } from '../../shared/json/read-json';

/** Returns why a message was not delivered: the error numbers of Meta's statuses, or our code for a failed send. */
export function deliveryErrorsOf({ errors }: { errors?: JsonValue }): { code: string | null; detail: string | null }[] {
  const all = Array.isArray(errors) ? errors.filter((error) => isJsonObject(error)) : [];
  return all.map(({ code, title, message, detail }) => ({
    code: typeof code === 'number' ? `meta_${code}` : scalarTextOrNull(code),
    detail: scalarTextOrNull(title) ?? scalarTextOrNull(message) ?? scalarTextOrNull(detail),
  }));
}
