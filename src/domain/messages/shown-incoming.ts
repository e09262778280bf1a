import type { Message } from '../../db/messages';
import { isJsonObject, type JsonValue } from '../../shared/json';
import { NOTHING_SHOWN, type ShownMessage } from './shown-message';

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Where a place is: its address and its coordinates, as far as they are told. */
function placeOf(location: JsonValue | undefined): string {
  if (!isJsonObject(location)) return '';
  const { latitude, longitude, address } = location;
  const at = typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '';
  return [text(address), at].filter((part) => part !== '').join(' · ');
}

/** What a customer wrote, as they see it: every text of it is a stranger's. */
export function shownIncoming({ kind, content, media }: Pick<Message, 'kind' | 'content' | 'media'>): ShownMessage {
  const about = media ? (media.filename ?? media.mime_type ?? '') : placeOf(content.location);
  return {
    ...NOTHING_SHOWN,
    media: about === '' ? null : { kind, about },
    text: text(content.text),
    footer: text(content.description),
  };
}
