import { isJsonObject, type JsonValue } from '../../shared/json';

const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

/** Returns why a message was not delivered: the error numbers of Meta's statuses, or our code for a failed send. */
export function deliveryErrorsOf({ errors }: { errors?: JsonValue }): { code: string | null; detail: string | null }[] {
  const all = Array.isArray(errors) ? errors.filter((error) => isJsonObject(error)) : [];
  return all.map(({ code, title, message, detail }) => ({
    code: typeof code === 'number' ? `meta_${code}` : textOf(code),
    detail: textOf(title) ?? textOf(message) ?? textOf(detail),
  }));
}
