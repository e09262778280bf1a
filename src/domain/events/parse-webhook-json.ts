import { AppError } from '../../shared/errors/app-error';
import { isJsonObject } from '../../shared/json/json';
import { exceedsMaxDepth } from '../../shared/json/json-depth';
import { parseExactJson } from '../../shared/json/parse-exact-json';

/**
 * Decodes the body of a webhook that its consumer can parse. Fails with invalid_json. Only a deep one needs the exact parser,
 * whose reviver may overflow the stack.
 */
export function parseWebhookJson(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    if (isJsonObject(exceedsMaxDepth(text) ? parseExactJson(text) : JSON.parse(text))) return text;
  } catch {
    throw new AppError('invalid_json');
  }
  throw new AppError('invalid_json', 'The body must be a JSON object');
}
