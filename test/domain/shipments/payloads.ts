import type { JsonValue } from '../../../src/shared/json/json';
import { parseExactJson } from '../../../src/shared/json/parse-exact-json';

const files = import.meta.glob<string>('./payloads/**/*.json', { query: '?raw', import: 'default', eager: true });

/** The paths of all sample bodies, such as `qapla/webhook-1.2-returned`. */
export const PAYLOADS: string[] = Object.keys(files).map((path) => path.slice('./payloads/'.length, -'.json'.length));

/** Returns a sample body as the Worker parses it. */
export function payload(name: string): JsonValue {
  const text = files[`./payloads/${name}.json`];
  if (text === undefined) throw new Error(`there is no sample ${name}`);
  return parseExactJson(text);
}
