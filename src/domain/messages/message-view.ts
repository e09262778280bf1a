import type { Template } from '../../db/channels/templates';
import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty, objectsIn, textOrEmpty } from '../../shared/json/read-json';
import { readPayload } from './payload-id';
import { fillTemplate, parameterTexts, templateButtons, templatePart } from './template-text';

/** A message as WhatsApp displays it. */
export type MessageView = {
  /** The file or place above the text, by its name or address. */
  media: { kind: string; about: string } | null;
  header: string;
  text: string;
  footer: string;
  /** The labels of its buttons; for a list, of the button that opens it. */
  buttons: string[];
  /** The rows of a list. */
  rows: { title: string; description: string }[];
  /** Set for a template whose text is not known. */
  unknown: { name: string; language: string; parameters: string[] } | null;
};

export const EMPTY_MESSAGE_VIEW: MessageView = {
  media: null,
  header: '',
  text: '',
  footer: '',
  buttons: [],
  rows: [],
  unknown: null,
};

const mediaOf = (kind: string, file: JsonObject): MessageView['media'] => ({
  kind,
  about: textOrEmpty(file.filename) || textOrEmpty(file.link) || textOrEmpty(file.id),
});

function templateView(
  template: JsonObject,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): MessageView {
  const [name, language] = [textOrEmpty(template.name), textOrEmpty(objectOrEmpty(template.language).code)];
  const parts = objectsIn(template.components);
  const part = (type: string) => parts.find((each) => each.type === type);
  const [file] = objectsIn(part('header')?.parameters).filter(({ type }) => type !== 'text');
  const media = file ? mediaOf(textOrEmpty(file.type), objectOrEmpty(file[textOrEmpty(file.type)])) : null;
  const [headerTexts, bodyTexts] = [parameterTexts(part('header')), parameterTexts(part('body'))];
  const listed = templates.find((each) => each.name === name && each.language === language);
  if (listed) {
    return {
      ...EMPTY_MESSAGE_VIEW,
      media,
      header: media ? '' : fillTemplate(textOrEmpty(templatePart(listed, 'HEADER').text), headerTexts),
      text: fillTemplate(textOrEmpty(templatePart(listed, 'BODY').text), bodyTexts),
      footer: textOrEmpty(templatePart(listed, 'FOOTER').text),
      buttons: templateButtons(listed),
    };
  }
  const ids = parts.flatMap((each) =>
    each.sub_type === 'quick_reply'
      ? objectsIn(each.parameters).map(({ payload }) => readPayload(textOrEmpty(payload)).id)
      : [],
  );
  const parameters = [...(media ? [] : headerTexts), ...bodyTexts].map((parameter) => parameter.text);
  return { ...EMPTY_MESSAGE_VIEW, media, buttons: ids, unknown: { name, language, parameters } };
}

function interactiveView(interactive: JsonObject): MessageView {
  const action = objectOrEmpty(interactive.action);
  const rows = objectsIn(action.sections).flatMap((section) => objectsIn(section.rows));
  const replies = objectsIn(action.buttons).map((button) => textOrEmpty(objectOrEmpty(button.reply).title));
  return {
    ...EMPTY_MESSAGE_VIEW,
    header: textOrEmpty(objectOrEmpty(interactive.header).text),
    text: textOrEmpty(objectOrEmpty(interactive.body).text),
    footer: textOrEmpty(objectOrEmpty(interactive.footer).text),
    buttons: rows.length > 0 ? [textOrEmpty(action.button)] : replies,
    rows: rows.map(({ title, description }) => ({ title: textOrEmpty(title), description: textOrEmpty(description) })),
  };
}

/** Makes the view of an outgoing message from the payload sent to Meta and the known templates. */
export function messageView(
  payload: JsonObject,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): MessageView {
  const kind = textOrEmpty(payload.type);
  const part = objectOrEmpty(payload[kind]);
  if (kind === 'text') return { ...EMPTY_MESSAGE_VIEW, text: textOrEmpty(part.body) };
  if (kind === 'template') return templateView(part, templates);
  if (kind === 'interactive') return interactiveView(part);
  if (kind === 'reaction') return { ...EMPTY_MESSAGE_VIEW, text: textOrEmpty(part.emoji) };
  if (kind === 'location') {
    const place = [textOrEmpty(part.name), textOrEmpty(part.address)].filter((line) => line !== '').join('\n');
    return {
      ...EMPTY_MESSAGE_VIEW,
      media: { kind, about: `${textOrEmpty(part.latitude)}, ${textOrEmpty(part.longitude)}` },
      text: place,
    };
  }
  return { ...EMPTY_MESSAGE_VIEW, media: mediaOf(kind, part), text: textOrEmpty(part.caption) };
}
