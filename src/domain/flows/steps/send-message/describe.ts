import type { JsonObject } from '../../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../../shared/json/read-json';
import type { Language } from '../../../../shared/text/language';

const TEXTS = {
  it: { location: 'posizione', reaction: 'reazione', read: 'segnato come letto' },
  en: { location: 'location', reaction: 'reaction', read: 'marked as read' },
};

/** Returns the text of a message, or else the name of its form. */
export function describeMessage(raw: JsonObject, language: Language): string {
  const { text, template, buttons, list, media, location, reaction } = raw;
  const words = TEXTS[language];
  return (
    textOrEmpty(text) ||
    textOrEmpty(objectOrEmpty(buttons).text) ||
    textOrEmpty(objectOrEmpty(list).text) ||
    textOrEmpty(objectOrEmpty(template).name) ||
    textOrEmpty(objectOrEmpty(media).kind) ||
    (location ? words.location : reaction ? words.reaction : words.read)
  );
}
