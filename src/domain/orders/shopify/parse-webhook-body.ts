import { AppError } from '../../../shared/app-error';
import { isJsonObject, type JsonObject } from '../../../shared/json';
import { parseExactJson } from '../../../shared/parse-exact-json';

/** Parses the body of a webhook, which is returned as text too. Fails with invalid_json. */
export function parseWebhookBody(bytes: Uint8Array): { text: string; body: JsonObject } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    const body = parseExactJson(text);
    if (isJsonObject(body)) return { text, body };
  } catch {
    throw new AppError('invalid_json');
  }
  throw new AppError('invalid_json', 'The body must be a JSON object');
}
