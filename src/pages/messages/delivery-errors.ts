import { isJsonObject, type JsonValue } from '../../shared/json';
import { scalarTextOrNull } from '../../shared/read-json';

/** Why a message was not delivered: as Meta's statuses say it, by number, or its answer to our call, by our code. */
export function deliveryErrorsOf({ errors }: { errors?: JsonValue }): { code: string | null; detail: string | null }[] {
  const all = Array.isArray(errors) ? errors.filter((error) => isJsonObject(error)) : [];
  return all.map(({ code, title, message, detail }) => ({
    code: typeof code === 'number' ? `meta_${code}` : scalarTextOrNull(code),
    detail: scalarTextOrNull(title) ?? scalarTextOrNull(message) ?? scalarTextOrNull(detail),
  }));
}
