import type { JsonObject } from '../../shared/json';
import { canonicalObject, type ObjectRef } from '../canonical-object';
import type { SimulationInput } from './simulation-types';

/** What the scenario's getObject gives of an object that is named by its canonical id; null where it has none. */
export function scenarioObject({ scenario, store }: SimulationInput, object: ObjectRef): JsonObject | null {
  const isIt = (id: string): boolean => canonicalObject(store, { type: object.type, id }).id === object.id;
  return Object.entries(scenario.objects).find(([id]) => isIt(id))?.[1] ?? null;
}
