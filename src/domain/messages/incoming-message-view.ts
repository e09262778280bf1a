import type { Message } from '../../db/messages';
import { isJsonObject, type JsonValue } from '../../shared/json';
import { textOrEmpty } from '../../shared/read-json';
import { EMPTY_MESSAGE_VIEW, type MessageView } from './message-view';

/** Where a place is: its address and its coordinates, as far as they are told. */
function placeOf(location: JsonValue | undefined): string {
  if (!isJsonObject(location)) return '';
  const { latitude, longitude, address } = location;
  const at = typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '';
  return [textOrEmpty(address), at].filter((part) => part !== '').join(' · ');
}

/** What a customer wrote, as they see it: every text of it is a stranger's. */
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
