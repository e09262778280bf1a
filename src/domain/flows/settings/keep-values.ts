import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { checkSettingValue } from './check-setting-value';
import { Setting } from './setting';

/** Returns a definition that gives no values with those of the saved one, as far as they fit its settings. */
export function keepValues(definition: JsonObject, saved: JsonObject | undefined): JsonObject {
  const declared = objectOrEmpty(definition.settings);
  const kept = Object.entries(objectOrEmpty(saved?.values)).filter(([name, value]) => {
    const setting = Object.hasOwn(declared, name) ? Setting.safeParse(declared[name]).data : undefined;
    return setting !== undefined && checkSettingValue(setting, value, '').length === 0;
  });
  return kept.length === 0 ? definition : { ...definition, values: Object.fromEntries(kept) };
}
