import { stepOfWaitKey } from '../../shared/flows/wait-key';
import type { JsonObject } from '../../shared/json/json';
import { objectsIn } from '../../shared/json/read-json';

/** Returns the step that a request waits at, as its flow defines it; undefined if it waits at none. */
export function waitingStep(
  openWait: string | null,
  definition: JsonObject | null | undefined,
): JsonObject | undefined {
  const waiting = openWait === null ? null : stepOfWaitKey(openWait);
  return objectsIn(definition?.steps).find(({ id }) => id === waiting);
}
