import type { Template } from '../../db/templates';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json';
import { readPayload } from './payload-id';
import { fillTemplate, parameterTexts, templateButtons, templatePart } from './template-text';

/** A message as its reader sees it. */
export type MessageView = {
  /** What comes above the text: a file of this kind, by its name or address. */
  media: { kind: string; about: string } | null;
  header: string;
  text: string;
  footer: string;
  /** What stands on its buttons; of a list the one that opens it. */
  buttons: string[];
  /** The rows of a list. */
  rows: { title: string; description: string }[];
  /** A template that is not known: its text is not either, and these parameters are all there is. */
  unknown: { name: string; language: string; parameters: string[] } | null;
};

/** A message without anything. */
export const EMPTY_MESSAGE_VIEW: MessageView = {
  media: null,
  header: '',
  text: '',
  footer: '',
  buttons: [],
  rows: [],
  unknown: null,
};

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const object = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});
const objects = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];

const mediaOf = (kind: string, file: JsonObject): MessageView['media'] => ({
  kind,
  about: text(file.filename) || text(file.link) || text(file.id),
});

function templateView(
  template: JsonObject,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): MessageView {
  const [name, language] = [text(template.name), text(object(template.language).code)];
  const parts = objects(template.components);
  const part = (type: string) => parts.find((each) => each.type === type);
  const [file] = objects(part('header')?.parameters).filter(({ type }) => type !== 'text');
  const media = file ? mediaOf(text(file.type), object(file[text(file.type)])) : null;
  const [ofHeader, ofBody] = [parameterTexts(part('header')), parameterTexts(part('body'))];
  const listed = templates.find((each) => each.name === name && each.language === language);
  if (listed) {
    return {
      ...EMPTY_MESSAGE_VIEW,
      media,
      header: media ? '' : fillTemplate(text(templatePart(listed, 'HEADER').text), ofHeader),
      text: fillTemplate(text(templatePart(listed, 'BODY').text), ofBody),
      footer: text(templatePart(listed, 'FOOTER').text),
      buttons: templateButtons(listed),
    };
  }
  const ids = parts.flatMap((each) =>
    each.sub_type === 'quick_reply' ? objects(each.parameters).map(({ payload }) => readPayload(text(payload)).id) : [],
  );
  const parameters = [...(media ? [] : ofHeader), ...ofBody].map((parameter) => parameter.text);
  return { ...EMPTY_MESSAGE_VIEW, media, buttons: ids, unknown: { name, language, parameters } };
}

function interactiveView(interactive: JsonObject): MessageView {
  const action = object(interactive.action);
  const rows = objects(action.sections).flatMap((section) => objects(section.rows));
  const replies = objects(action.buttons).map((button) => text(object(button.reply).title));
  return {
    ...EMPTY_MESSAGE_VIEW,
    header: text(object(interactive.header).text),
    text: text(object(interactive.body).text),
    footer: text(object(interactive.footer).text),
    buttons: rows.length > 0 ? [text(action.button)] : replies,
    rows: rows.map(({ title, description }) => ({ title: text(title), description: text(description) })),
  };
}

/** What the customer sees of a message that is sent as this payload of Meta's, by the templates that are known. */
export function messageView(
  payload: JsonObject,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): MessageView {
  const kind = text(payload.type);
  const part = object(payload[kind]);
  if (kind === 'text') return { ...EMPTY_MESSAGE_VIEW, text: text(part.body) };
  if (kind === 'template') return templateView(part, templates);
  if (kind === 'interactive') return interactiveView(part);
  if (kind === 'reaction') return { ...EMPTY_MESSAGE_VIEW, text: text(part.emoji) };
  if (kind === 'location') {
    const place = [text(part.name), text(part.address)].filter((line) => line !== '').join('\n');
    return {
      ...EMPTY_MESSAGE_VIEW,
      media: { kind, about: `${text(part.latitude)}, ${text(part.longitude)}` },
      text: place,
    };
  }
  return { ...EMPTY_MESSAGE_VIEW, media: mediaOf(kind, part), text: text(part.caption) };
}
