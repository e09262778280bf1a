import type { JsonObject } from '../../../shared/json';

/** What the platform gives a run so that it outlives crashes; kept apart so that the domain knows no platform. */
export type DurableRuntime = {
  /**
   * Does something under a name, and again after each of `retryDelaysMs` when it throws; `last` is true on the attempt
   * after which no other follows. The first result is kept and given back when the run is repeated.
   */
  do(name: string, retryDelaysMs: number[], action: (last: boolean) => Promise<JsonObject>): Promise<JsonObject>;
  /** Comes back when an event of this type has been sent, or at the latest after `timeoutMs`. */
  waitForEvent(name: string, type: string, timeoutMs: number): Promise<void>;
};
