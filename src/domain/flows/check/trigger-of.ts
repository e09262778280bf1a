import { isJsonObject } from '../../../shared/json/json';
import type { ParsedFlow } from './parse-flow';

/** Returns the event that triggers a flow; `api` if it has no trigger. */
export function triggerOf({ raw: { trigger } }: ParsedFlow): string {
  const on = isJsonObject(trigger) ? trigger.on : undefined;
  return typeof on === 'string' ? on : 'api';
}
