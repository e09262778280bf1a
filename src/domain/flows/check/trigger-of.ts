import { isJsonObject } from '../../../shared/json';
import type { ParsedFlow } from './parse-flow';

/** What starts a flow, as it is written; `api` where nothing is. */
export function triggerOf({ raw: { trigger } }: ParsedFlow): string {
  const on = isJsonObject(trigger) ? trigger.on : undefined;
  return typeof on === 'string' ? on : 'api';
}
