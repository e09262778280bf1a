import { isJsonObject, type JsonObject, type JsonValue } from '../../../../shared/json/json';
import { type LocatedText, stringsIn } from '../../step-kind/strings-in';

const FORMS = ['template', 'fallback_template', 'buttons', 'list', 'media'];
const NAMES_IN_FORMS = ['id', 'name', 'language', 'kind'];

/** Returns the rendered strings of a form. A button given as a string is its id, which is not rendered. */
function textsOfForm(form: JsonValue, at: string): LocatedText[] {
  if (!isJsonObject(form)) return [];
  const { buttons, name, language, ...rest } = form;
  const isName = (name: string) => NAMES_IN_FORMS.includes(name);
  return [
    // The name and language of a template are rendered; further inside, `name` is that of a parameter.
    ...stringsIn(name, `${at}/name`),
    ...stringsIn(language, `${at}/language`),
    ...stringsIn(rest, at, isName),
    ...stringsIn(buttons, `${at}/buttons`, (name, value) => (name === '' && typeof value === 'string') || isName(name)),
  ];
}

/** Returns the rendered strings of all forms of a step, with their JSON Pointers. */
export const renderedTextsOfForms = (raw: JsonObject, at: string): LocatedText[] =>
  FORMS.flatMap((name) => textsOfForm(raw[name] ?? null, `${at}/${name}`));
