import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { textOrNull } from '../../../shared/json/read-json';

/** Returns the error of a failed step, from its details. */
export function stepErrorOf({ code, error }: JsonObject): { code: string; detail: string | null } | null {
  const of = isJsonObject(error) ? error : { code: code ?? null, detail: null };
  const errorCode = textOrNull(of.code);
  return errorCode === null ? null : { code: errorCode, detail: textOrNull(of.detail) };
}
