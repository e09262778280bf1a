import type { Template } from '../../db/templates';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { objectsIn, textOrEmpty } from '../../shared/read-json';

type Listed = Pick<Template, 'components'>;

/** A component of a template, as Meta lists it; empty where it has none of the type. */
export const templatePart = ({ components }: Listed, type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS'): JsonObject =>
  components.find((component) => textOrEmpty(component.type).toUpperCase() === type) ?? {};

/** What stands on the buttons of a template, by their positions. */
export const templateButtons = (template: Listed | undefined): string[] =>
  template ? objectsIn(templatePart(template, 'BUTTONS').buttons).map((button) => textOrEmpty(button.text)) : [];

/** A parameter as it is sent, as the text that it is shown as. */
function parameterText(parameter: JsonObject): string {
  const { currency, date_time: dateTime, text: plain } = parameter;
  if (isJsonObject(currency)) return textOrEmpty(currency.fallback_value);
  return isJsonObject(dateTime) ? textOrEmpty(dateTime.fallback_value) : textOrEmpty(plain);
}

/** The parameters of a part of a template that is sent. */
export const parameterTexts = (part: JsonObject | undefined): { name: string | null; text: string }[] =>
  objectsIn(part?.parameters).map((parameter) => ({
    name: textOrEmpty(parameter.parameter_name) || null,
    text: parameterText(parameter),
  }));

/** A template's text with its parameters in their places, `{{1}}` or by name; one that is not given stays as it is. */
export const fillTemplate = (pattern: string, parameters: { name: string | null; text: string }[]): string =>
  pattern.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => {
    const given = parameters.find((parameter) => parameter.name === name) ?? parameters[Number(name) - 1];
    return given ? given.text : place;
  });
