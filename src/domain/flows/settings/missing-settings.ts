import type { Issue } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { settingValues } from '../../setting-values';

/** Returns the required settings of a definition that have no value or a blank one; a flow is inactive until all have one. */
export function missingSettings(definition: JsonObject): Issue[] {
  const values = settingValues(definition) ?? {};
  return Object.entries(objectOrEmpty(definition.settings)).flatMap(([name, setting]): Issue[] => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const isBlank = value === undefined || (typeof value === 'string' && value.trim() === '');
    if (objectOrEmpty(setting).required !== true || !isBlank) return [];
    const message = `The setting ${name} is required and has no value: give it one to activate the flow`;
    return [{ path: `/settings/${name}`, code: 'setting_missing', message }];
  });
}
