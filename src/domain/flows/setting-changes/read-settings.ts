import type { Flow } from '../../../db/flows/flows';
import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { settingValues } from '../../setting-values';
import { missingSettings } from '../settings/missing-settings';

/** The settings of a flow, in the order of their declarations. */
export type FlowSettings = {
  flow: Flow;
  definitions: JsonObject;
  /** The value of each setting, or else its default; null for one that has neither. */
  values: JsonObject;
  /** The required settings without a value: the flow cannot be activated. */
  missing: string[];
};

/** Returns the value of every declared setting, or else its default; null for one that has neither. */
export function allSettingValues(definition: JsonObject): JsonObject {
  const values = settingValues(definition) ?? {};
  const names = Object.keys(objectOrEmpty(definition.settings));
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** Reads the settings of a saved definition. */
export const settingsOf = (flow: Flow, definition: JsonObject): FlowSettings => ({
  flow,
  definitions: objectOrEmpty(definition.settings),
  values: allSettingValues(definition),
  missing: missingSettings(definition).map(({ path }) => path.slice('/settings/'.length)),
});
