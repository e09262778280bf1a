import { isJsonObject } from '../../../shared/json';
import type { ParsedFlow } from './parse-flow';

/** Returns the event that starts a flow, by default `api`. */
export function triggerOf({ raw: { trigger } }: ParsedFlow): string {
  const on = isJsonObject(trigger) ? trigger.on : undefined;
  return typeof on === 'string' ? on : 'api';
}
