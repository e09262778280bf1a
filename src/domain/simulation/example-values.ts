import type { JsonObject, JsonValue } from '../../shared/json/json';
import { objectOrEmpty } from '../../shared/json/read-json';
import { missingSettings } from '../flows/settings/missing-settings';
import { Setting, type SettingType } from '../flows/settings/setting';

const EXAMPLES: Record<SettingType, JsonValue> = {
  text: '…',
  template_text: '…',
  duration: '24h',
  hours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' },
  words: ['ok'],
  url: 'https://www.example.com',
  number: 1,
  boolean: true,
  choice: '',
};

function exampleOf(setting: Setting): JsonValue {
  if (setting.type === 'choice') return setting.choices[0]?.value ?? '';
  if (setting.type === 'duration' || setting.type === 'number') return setting.min ?? EXAMPLES[setting.type];
  return EXAMPLES[setting.type];
}

/** Returns a definition with an example for each required setting that has no value, so that it can be simulated. */
export function withExampleValues(definition: JsonObject): JsonObject {
  const declared = objectOrEmpty(definition.settings);
  const missing = missingSettings(definition).map(({ path }) => path.slice('/settings/'.length));
  if (missing.length === 0) return definition;
  const examples = missing.map((name) => [name, exampleOf(Setting.parse(declared[name]))] as const);
  return { ...definition, values: { ...objectOrEmpty(definition.values), ...Object.fromEntries(examples) } };
}
