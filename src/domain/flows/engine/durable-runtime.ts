import type { JsonObject } from '../../../shared/json/json';

/** The platform's durable execution. Kept as a port so that the domain does not depend on Workflows. */
export type DurableRuntime = {
  /**
   * Runs a named action and, when it throws, runs it again after each of `retryDelaysMs`; `last` is true on the final
   * attempt. The first result is stored and returned when the run is repeated.
   */
  do(name: string, retryDelaysMs: number[], action: (last: boolean) => Promise<JsonObject>): Promise<JsonObject>;
  /** Returns when an event of this type arrives, or after `timeoutMs`. */
  waitForEvent(name: string, type: string, timeoutMs: number): Promise<void>;
};
