import type { Message } from '../../db/messages/messages';
import { isJsonObject, type JsonValue } from '../../shared/json/json';
import { textOrEmpty } from '../../shared/json/read-json';
import { EMPTY_MESSAGE_VIEW, type MessageView } from './message-view';

/** Describes a place by its address and coordinates, if present. */
function placeOf(location: JsonValue | undefined): string {
  if (!isJsonObject(location)) return '';
  const { latitude, longitude, address } = location;
  const at = typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '';
  return [textOrEmpty(address), at].filter((part) => part !== '').join(' · ');
}

/** Makes the view of a customer's message; its texts are untrusted. */
export function incomingMessageView({
  kind,
  content,
  media,
}: Pick<Message, 'kind' | 'content' | 'media'>): MessageView {
  const about = media ? (media.filename ?? media.mime_type ?? '') : placeOf(content.location);
  return {
    ...EMPTY_MESSAGE_VIEW,
    media: about === '' ? null : { kind, about },
    text: textOrEmpty(content.text),
    footer: textOrEmpty(content.description),
  };
}
