import type { TemplateShape } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json/json';
import { objectsIn, textOrEmpty } from '../../../shared/json/read-json';

/** Lists the parameters of a template's text (`{{1}}` or `{{first_name}}`), each once, in the order of their first use. */
const parametersOf = (value: unknown): string[] => [
  ...new Set([...textOrEmpty(value).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name)),
];

const buttonOf = (button: JsonObject): TemplateShape['buttons'][number] => ({
  type: textOrEmpty(button.type).toLowerCase(),
  parameters: textOrEmpty(button.type) === 'URL' ? parametersOf(button.url).length : 0,
});

/** Reads from a template's components, as Meta lists them, which parameters it takes. */
export function templateShapeOf(components: JsonObject[]): TemplateShape {
  const componentOf = (type: string) =>
    components.find((component) => textOrEmpty(component.type).toUpperCase() === type);
  const header = componentOf('HEADER');
  return {
    header: header
      ? { format: textOrEmpty(header.format).toLowerCase() || 'text', parameters: parametersOf(header.text) }
      : null,
    body: parametersOf(componentOf('BODY')?.text),
    buttons: objectsIn(componentOf('BUTTONS')?.buttons).map(buttonOf),
  };
}
