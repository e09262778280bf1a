import type { JsonObject } from '../../../../shared/json/json';
import { canonicalObject, type ObjectRef } from '../../../canonical-object';
import type { SimulatedWorld } from '../../engine/simulated-run';

/** Compares two objects that are named by their canonical ids. */
export const isSameObject = (a: ObjectRef, b: ObjectRef): boolean => a.type === b.type && a.id === b.id;

/** Returns what the scenario's getObject answers for an object named by its canonical id, or null. */
export function scenarioObject(
  { scenario, store }: Pick<SimulatedWorld, 'store' | 'scenario'>,
  object: ObjectRef,
): JsonObject | null {
  const isWanted = (id: string): boolean => isSameObject(canonicalObject(store, { type: object.type, id }), object);
  return Object.entries(scenario.objects).find(([id]) => isWanted(id))?.[1] ?? null;
}
