import type { TemplateShape } from '../../../db/schema';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const objects = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];

/** The parameters in a text of Meta's, `{{1}}` or `{{first_name}}`, each once, in the order of their first use. */
const parametersOf = (value: unknown): string[] => [
  ...new Set([...text(value).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name)),
];

const buttonOf = (button: JsonObject): TemplateShape['buttons'][number] => ({
  type: text(button.type).toLowerCase(),
  parameters: text(button.type) === 'URL' ? parametersOf(button.url).length : 0,
});

/** What a template takes, of the components as Meta lists them. */
export function templateShapeOf(components: JsonObject[]): TemplateShape {
  const named = (type: string) => components.find((component) => text(component.type).toUpperCase() === type);
  const header = named('HEADER');
  return {
    header: header
      ? { format: text(header.format).toLowerCase() || 'text', parameters: parametersOf(header.text) }
      : null,
    body: parametersOf(named('BODY')?.text),
    buttons: objects(named('BUTTONS')?.buttons).map(buttonOf),
  };
}
