import englishTemplates from '../../../../flows/en/templates.json';
import italianTemplates from '../../../../flows/templates.json';
import type { JsonObject } from '../../../shared/json/json';
import { textOrEmpty } from '../../../shared/json/read-json';

/** The text of a template that a ready flow sends, as Meta takes it: with its category, and an example of each parameter. */
export type ReadyTemplate = { name: string; language: string; category: string; components: JsonObject[] };

/** An address of nobody, which a merchant has to replace with their own. */
const PLACEHOLDER = /^https:\/\/[\w.-]+\.example\//;

const all = [...italianTemplates.data, ...englishTemplates.data] as unknown as ReadyTemplate[];

const hasPlaceholder = ({ components }: ReadyTemplate): boolean =>
  components.some(({ buttons }) =>
    Array.isArray(buttons)
      ? buttons.some((button) => PLACEHOLDER.test(textOrEmpty((button as JsonObject).url)))
      : false,
  );

/** Returns the text of a ready template; undefined for any other one, and for one with an address that is the merchant's. */
export function findReadyTemplate(name: string, language: string): ReadyTemplate | undefined {
  const found = all.find((template) => template.name === name && template.language === language);
  return found && !hasPlaceholder(found) ? found : undefined;
}

export const readyTemplates = (): ReadyTemplate[] => all;
