import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { hasLiquid } from '../../liquid/compile';
import { checkSetting, checkSettingValue } from '../settings/check-setting-value';
import { missingSettings } from '../settings/missing-settings';
import { Setting } from '../settings/setting';
import { mapSettingMembers, type SettingMember } from '../settings/setting-members';
import { stringsIn } from '../step-kind/strings-in';
import type { VariableRead } from './check-liquid';
import type { ParsedFlow } from './parse-flow';

/** Returns the members of a definition that are one setting. */
export function settingMembersOf(definition: JsonObject): SettingMember[] {
  const members: SettingMember[] = [];
  mapSettingMembers(definition, (member) => {
    members.push(member);
    return member.value;
  });
  return members;
}

const unknownSetting = (path: string, name: string, declared: JsonObject): Issue => {
  const names = Object.keys(declared);
  const known = names.length === 0 ? 'the flow declares none' : `there are ${names.join(', ')}`;
  return { path, code: 'unknown_setting', message: `There is no setting ${name}; ${known}` };
};

/** Checks the values that a definition gives to its settings. */
function checkValues(values: JsonObject, declared: JsonObject): Issue[] {
  return Object.entries(values).flatMap(([name, value]): Issue[] => {
    const path = `/values/${name}`;
    if (!Object.hasOwn(declared, name)) return [unknownSetting(path, name, declared)];
    const setting = Setting.safeParse(declared[name]);
    return setting.success ? checkSettingValue(setting.data, value, path) : [];
  });
}

/** Checks that the members that are one setting name a setting of the right type. */
function checkMembers(members: SettingMember[], declared: JsonObject): Issue[] {
  return members.flatMap(({ at, name, type }): Issue[] => {
    if (!Object.hasOwn(declared, name)) return [unknownSetting(at, name, declared)];
    const setting = objectOrEmpty(declared[name]);
    if (setting.type === type || typeof setting.type !== 'string') return [];
    const message = `This needs a setting of type ${type}, but ${name} has the type ${setting.type}`;
    return [{ path: at, code: 'setting_type', message }];
  });
}

const bracesIn = (value: JsonValue | undefined, path: string): Issue[] =>
  stringsIn(value, path)
    .filter(({ text }) => hasLiquid(text))
    .map(({ at }) => ({
      path: at,
      code: 'liquid_not_rendered',
      message: 'This text is used as it is: Liquid is not rendered in a setting',
    }));

/**
 * Checks the settings of a definition as it is written: their declarations, their values and every use. A setting that
 * nothing uses and a required one without a value are warnings. `reads` are the variables that the flow's Liquid reads.
 */
export function checkSettings(
  { raw, steps }: ParsedFlow,
  { members, reads }: { members: SettingMember[]; reads: VariableRead[] },
): { issues: Issue[]; warnings: Issue[] } {
  const declared = objectOrEmpty(raw.settings);
  const values = objectOrEmpty(raw.values);
  const savesSettings = steps.filter((step) => step.raw.save_as === 'settings');
  // A flow that declares no settings may save something else under this name.
  const isVariable = !isJsonObject(raw.settings) && savesSettings.length > 0;
  const readsOfSettings = isVariable ? [] : reads.filter(({ path: [root] }) => root === 'settings');
  const used = new Set([...members.map(({ name }) => name), ...readsOfSettings.map(({ path }) => path[1])]);
  const entries = Object.entries(declared);
  return {
    issues: [
      ...entries.flatMap(([name, each]) => {
        const setting = Setting.safeParse(each);
        return setting.success ? checkSetting(setting.data, `/settings/${name}`) : [];
      }),
      ...checkValues(values, declared),
      ...checkMembers(members, declared),
      ...readsOfSettings.flatMap(({ at, path: [, name] }) =>
        name === undefined || Object.hasOwn(declared, name) ? [] : [unknownSetting(at, name, declared)],
      ),
      ...(isVariable ? [] : savesSettings).map(({ at }) => ({
        path: `${at}/save_as`,
        code: 'name_taken',
        message: 'The name settings is built in: use another',
      })),
    ],
    warnings: [
      ...missingSettings(raw),
      ...entries.flatMap(([name, each]) => [
        // A name that is known only when it is rendered can be any.
        ...(used.has(name) || used.has(undefined)
          ? []
          : [{ path: `/settings/${name}`, code: 'unused_setting', message: `Nothing uses the setting ${name}` }]),
        ...bracesIn(objectOrEmpty(each).default, `/settings/${name}/default`),
      ]),
      ...bracesIn(values, '/values'),
    ],
  };
}
