import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { settingValues } from '../../setting-values';
import { mapSettingMembers } from './setting-members';

/**
 * Returns a definition as it runs: every member that is one setting has the setting's value. A setting that is not declared,
 * has another type or has no value stays as it is; the check of a flow reports it.
 */
export function applySettings(definition: JsonObject): JsonObject {
  const values = settingValues(definition);
  if (values === null) return definition;
  const declared = objectOrEmpty(definition.settings);
  return mapSettingMembers(definition, ({ name, type, value }) => {
    const setting = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const isOfType = isJsonObject(setting) && setting.type === type;
    return isOfType && Object.hasOwn(values, name) ? (values[name] ?? value) : value;
  });
}
