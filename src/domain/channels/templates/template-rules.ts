import type { JsonObject } from '../../../shared/json/json';
import { listOrEmpty, objectOrEmpty, objectsIn, textOrEmpty } from '../../../shared/json/read-json';
import type { ReadyTemplate } from './ready-templates';

const NAME = /^[a-z0-9_]{1,512}$/;
const MAX = { body: 1_024, header: 60, footer: 60, button: 25, buttons: 10 };
const PARAMETER = /\{\{\s*(\w+)\s*\}\}/g;

const parametersOf = (text: string): string[] => [...text.matchAll(PARAMETER)].map(([, name = '']) => name);

const componentOf = (components: JsonObject[], type: string): JsonObject | undefined =>
  components.find((component) => textOrEmpty(component.type).toUpperCase() === type);

/** Returns how many parameters a body's examples fill: a list for each example, or an object for each named parameter. */
function exampleCount(body: JsonObject): number {
  const { body_text: listed, body_text_named_params: named } = objectOrEmpty(body.example);
  return listOrEmpty(listed).length > 0 ? listOrEmpty(listOrEmpty(listed)[0]).length : objectsIn(named).length;
}

function bodyProblems(body: JsonObject | undefined): string[] {
  if (!body) return ['The template has no body'];
  const text = textOrEmpty(body.text);
  const parameters = parametersOf(text);
  const isNumbered = parameters.every((name) => /^\d+$/.test(name));
  const inOrder = parameters.every((name, i) => !isNumbered || name === String(i + 1));
  return [
    ...(text === '' || text.length > MAX.body ? [`The body must have 1 to ${MAX.body} characters`] : []),
    ...(inOrder ? [] : ['The parameters must be numbered in their order']),
    ...(/^\s*\{\{|\}\}\s*$/.test(text) ? ['The body must not begin or end with a parameter'] : []),
    ...(/\}\}\s*\{\{/.test(text) ? ['There must be words between two parameters'] : []),
    ...(exampleCount(body) === parameters.length ? [] : ['Every parameter needs an example']),
  ];
}

function headerProblems(header: JsonObject | undefined): string[] {
  const text = textOrEmpty(header?.text);
  return text.length > MAX.header || parametersOf(text).length > 1
    ? [`The header must have up to ${MAX.header} characters and one parameter`]
    : [];
}

function buttonProblems(component: JsonObject | undefined): string[] {
  const buttons = objectsIn(component?.buttons);
  const texts = buttons.map(({ text }) => textOrEmpty(text));
  const lacksExample = ({ url, example }: JsonObject) =>
    parametersOf(textOrEmpty(url)).length > listOrEmpty(example).length;
  return [
    ...(buttons.length > MAX.buttons ? [`A template has at most ${MAX.buttons} buttons`] : []),
    ...(texts.some((text) => text === '' || text.length > MAX.button)
      ? [`A button must have 1 to ${MAX.button} characters`]
      : []),
    ...(buttons.some(lacksExample) ? ['A parameter of an address needs an example'] : []),
  ];
}

/** Returns what Meta would refuse in a template that is to be created. */
export function templateProblems({ name, components }: Pick<ReadyTemplate, 'name' | 'components'>): string[] {
  const footer = textOrEmpty(componentOf(components, 'FOOTER')?.text);
  return [
    ...(NAME.test(name) ? [] : ['A name consists of lower-case letters, digits and underscores']),
    ...headerProblems(componentOf(components, 'HEADER')),
    ...bodyProblems(componentOf(components, 'BODY')),
    ...(footer.length > MAX.footer || parametersOf(footer).length > 0
      ? [`The footer must have up to ${MAX.footer} characters and no parameter`]
      : []),
    ...buttonProblems(componentOf(components, 'BUTTONS')),
  ];
}

/** Returns the parts of a template that customers see, in a form in which equal ones are equal. */
const contentOf = (components: JsonObject[]): string =>
  JSON.stringify(
    ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'].map((type) => {
      const component = componentOf(components, type);
      const buttons = objectsIn(component?.buttons).map(({ type: kind, text, url, phone_number: phone }) => [
        textOrEmpty(kind).toUpperCase(),
        textOrEmpty(text),
        textOrEmpty(url),
        textOrEmpty(phone),
      ]);
      return component ? [textOrEmpty(component.format) || 'TEXT', textOrEmpty(component.text).trim(), buttons] : null;
    }),
  );

/** Whether two templates show the same to customers. */
export const isSameContent = (one: JsonObject[], other: JsonObject[]): boolean => contentOf(one) === contentOf(other);
