import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/json';
import type { SettingType } from './setting';
import { referencedSetting } from './setting-reference';

/** The members that are no Liquid and can be one setting, with its type: of a flow, of its steps, and of their cases. */
const OF_FLOW = { send_window: 'hours' } as const;
const OF_STEP = { timeout: 'duration', for: 'duration' } as const;
const OF_CASE = { text: 'words' } as const;

/** A member whose value is the setting `name` and must have this type. `at` is a JSON Pointer. */
export type SettingMember = { at: string; name: string; type: SettingType; value: JsonValue };

/** Returns a definition, which may be invalid, in which `replace` gives the value of every member that is one setting. */
export function mapSettingMembers(definition: JsonObject, replace: (member: SettingMember) => JsonValue): JsonObject {
  const mapPart = (part: JsonObject, at: string, members: Record<string, SettingType>): JsonObject => {
    const replaced = Object.entries(members).flatMap(([member, type]) => {
      const value = Object.hasOwn(part, member) ? part[member] : undefined;
      const name = referencedSetting(value);
      return name === null || value === undefined
        ? []
        : [[member, replace({ at: `${at}/${member}`, name, type, value })] as const];
    });
    return replaced.length === 0 ? part : { ...part, ...Object.fromEntries(replaced) };
  };
  const mapItems = (items: JsonValue | undefined, at: string, map: (item: JsonObject, at: string) => JsonObject) =>
    Array.isArray(items)
      ? items.map((item, i): JsonValue => (isJsonObject(item) ? map(item, `${at}/${i}`) : item))
      : items;
  const mapStep = (step: JsonObject, at: string): JsonObject => {
    const cases = mapItems(step.cases, `${at}/cases`, (each, path) => mapPart(each, path, OF_CASE));
    return mapPart(cases === undefined ? step : { ...step, cases }, at, OF_STEP);
  };
  const steps = mapItems(definition.steps, '/steps', mapStep);
  return mapPart(steps === undefined ? definition : { ...definition, steps }, '', OF_FLOW);
}
