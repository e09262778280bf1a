import type { Template } from '../../db/templates';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json';

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const objects = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];

type Listed = Pick<Template, 'components'>;

/** A component of a template, as Meta lists it; empty where it has none of the type. */
export const templatePart = ({ components }: Listed, type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS'): JsonObject =>
  components.find((component) => text(component.type).toUpperCase() === type) ?? {};

/** What stands on the buttons of a template, by their positions. */
export const templateButtons = (template: Listed | undefined): string[] =>
  template ? objects(templatePart(template, 'BUTTONS').buttons).map((button) => text(button.text)) : [];

/** A parameter as it is sent, as the text that it is shown as. */
function parameterText(parameter: JsonObject): string {
  const { currency, date_time: dateTime, text: plain } = parameter;
  if (isJsonObject(currency)) return text(currency.fallback_value);
  return isJsonObject(dateTime) ? text(dateTime.fallback_value) : text(plain);
}

/** The parameters of a part of a template that is sent. */
export const parameterTexts = (part: JsonObject | undefined): { name: string | null; text: string }[] =>
  objects(part?.parameters).map((parameter) => ({
    name: text(parameter.parameter_name) || null,
    text: parameterText(parameter),
  }));

/** A template's text with its parameters in their places, `{{1}}` or by name; one that is not given stays as it is. */
export const fillTemplate = (pattern: string, parameters: { name: string | null; text: string }[]): string =>
  pattern.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => {
    const given = parameters.find((parameter) => parameter.name === name) ?? parameters[Number(name) - 1];
    return given ? given.text : place;
  });
