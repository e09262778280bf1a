import type { TemplateShape } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json';
import { objectsIn, textOrEmpty } from '../../../shared/read-json';

/** The parameters in a text of Meta's, `{{1}}` or `{{first_name}}`, each once, in the order of their first use. */
const parametersOf = (value: unknown): string[] => [
  ...new Set([...textOrEmpty(value).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name)),
];

const buttonOf = (button: JsonObject): TemplateShape['buttons'][number] => ({
  type: textOrEmpty(button.type).toLowerCase(),
  parameters: textOrEmpty(button.type) === 'URL' ? parametersOf(button.url).length : 0,
});

/** What a template takes, of the components as Meta lists them. */
export function templateShapeOf(components: JsonObject[]): TemplateShape {
  const named = (type: string) => components.find((component) => textOrEmpty(component.type).toUpperCase() === type);
  const header = named('HEADER');
  return {
    header: header
      ? { format: textOrEmpty(header.format).toLowerCase() || 'text', parameters: parametersOf(header.text) }
      : null,
    body: parametersOf(named('BODY')?.text),
    buttons: objectsIn(named('BUTTONS')?.buttons).map(buttonOf),
  };
}
