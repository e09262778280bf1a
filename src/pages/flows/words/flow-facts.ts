import type { Template } from '../../../db/channels/templates';
import { type ReplyChoice } from '../../../domain/flows/choices-of';
import { applySettings } from '../../../domain/flows/settings/apply-settings';
import { Setting } from '../../../domain/flows/settings/setting';
import { settingValues } from '../../../domain/setting-values';
import { type JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import type { Language } from '../../../shared/text/language';

/** What the words for a flow are made from: its definition with its values, and the titles and texts of its messages. */
export type FlowFacts = {
  language: Language;
  /** With the value of each member that is one setting. */
  definition: JsonObject;
  values: JsonObject;
  templates: Pick<Template, 'name' | 'language' | 'components'>[];
  choices: ReplyChoice[];
};

export const flowFactsOf = (
  definition: JsonObject,
  facts: Pick<FlowFacts, 'language' | 'templates' | 'choices'>,
): FlowFacts => ({ ...facts, definition: applySettings(definition), values: settingValues(definition) ?? {} });

/** Returns the declaration of a setting; null if the flow has none of this name. */
export function settingNamed({ definition }: Pick<FlowFacts, 'definition'>, name: string): Setting | null {
  const declared = objectOrEmpty(definition.settings);
  return Object.hasOwn(declared, name) ? (Setting.safeParse(declared[name]).data ?? null) : null;
}

/** Returns the name of a setting as the merchant reads it. */
export const labelOfSetting = (setting: Setting | null, name: string, language: Language): string =>
  setting?.label?.[language] ?? name.replaceAll('_', ' ');
