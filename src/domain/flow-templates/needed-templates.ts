import type { JsonObject } from '../../shared/json/json';
import { stringOrNull } from '../../shared/json/read-json';
import type { UsedTemplate } from '../flows/check/check-templates';
import { parseFlow } from '../flows/check/parse-flow';
import { templatesOf } from '../flows/check/templates-of';
import { referencedSetting } from '../flows/settings/setting-reference';
import { hasLiquid } from '../liquid/compile';
import { settingValues } from '../setting-values';

/** A template that a flow sends, with the steps that send it. */
export type NeededTemplate = { name: string; language: string; used: UsedTemplate[] };

/** Returns the templates that a flow sends, each once; one whose name or language only a run knows is left out. */
export function neededTemplates(definition: JsonObject): NeededTemplate[] {
  const values = settingValues(definition) ?? {};
  const resolve = (text: string): string | null => {
    const name = referencedSetting(text);
    if (name !== null) return Object.hasOwn(values, name) ? stringOrNull(values[name]) : null;
    return hasLiquid(text) ? null : text;
  };
  const needed = new Map<string, NeededTemplate>();
  for (const used of templatesOf(parseFlow(definition))) {
    const [name, language] = [resolve(used.form.name), resolve(used.form.language)];
    if (name === null || language === null) continue;
    const key = `${name}/${language}`;
    const one = needed.get(key) ?? { name, language, used: [] };
    one.used.push({ ...used, form: { ...used.form, name, language } });
    needed.set(key, one);
  }
  return [...needed.values()];
}

/** Returns the templates that a definition sends and another one did not: Meta has to approve them too. */
export function addedTemplates(before: JsonObject, after: JsonObject): NeededTemplate[] {
  const known = new Set(neededTemplates(before).map(({ name, language }) => `${name}/${language}`));
  return neededTemplates(after).filter(({ name, language }) => !known.has(`${name}/${language}`));
}
