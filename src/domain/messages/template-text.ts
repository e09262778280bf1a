import type { Template } from '../../db/channels/templates';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { objectsIn, textOrEmpty } from '../../shared/json/read-json';

type TemplateComponents = Pick<Template, 'components'>;

/** Returns a component of a template, as Meta lists it; empty if there is none of the type. */
export const templatePart = (
  { components }: TemplateComponents,
  type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS',
): JsonObject => components.find((component) => textOrEmpty(component.type).toUpperCase() === type) ?? {};

/** Returns the labels of a template's buttons. */
export const templateButtons = (template: TemplateComponents | undefined): string[] =>
  template ? objectsIn(templatePart(template, 'BUTTONS').buttons).map((button) => textOrEmpty(button.text)) : [];

/** Returns the text that a sent parameter is displayed as. */
function parameterText(parameter: JsonObject): string {
  const { currency, date_time: dateTime, text: plain } = parameter;
  if (isJsonObject(currency)) return textOrEmpty(currency.fallback_value);
  return isJsonObject(dateTime) ? textOrEmpty(dateTime.fallback_value) : textOrEmpty(plain);
}

/** Returns the parameters of a sent template's component. */
export const parameterTexts = (part: JsonObject | undefined): { name: string | null; text: string }[] =>
  objectsIn(part?.parameters).map((parameter) => ({
    name: textOrEmpty(parameter.parameter_name) || null,
    text: parameterText(parameter),
  }));

/** Fills the parameters (`{{1}}` or by name) into a template's text; a missing one stays as it is. */
export const fillTemplate = (pattern: string, parameters: { name: string | null; text: string }[]): string =>
  pattern.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, name: string) => {
    const parameter = parameters.find((each) => each.name === name) ?? parameters[Number(name) - 1];
    return parameter ? parameter.text : placeholder;
  });
