import type { MediaFile } from '../../../db/schema';
import { isMediaStored } from '../../../domain/messages/media/share-media';
import { displayLabel } from '../../format/display-label';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';

/** The types that a page shows; every other file is only downloaded. */
const SHOWN_TYPES = ['image/jpeg', 'image/png', 'image/webp'];

/** The file of a message: a photo is shown, any other file is a link. */
export function MessageFile({
  view,
  message: { messageId, kind, media },
  conversationId,
}: {
  view: View;
  message: { messageId: string; kind: string; media: MediaFile };
  conversationId: string;
}) {
  const t = conversationTexts[view.language];
  const name = media.filename ?? displayLabel(t.fileOf, kind);
  if (media.state === 'pending' && !isMediaStored(media)) return <p class="hint">{t.fileLoading}</p>;
  if (media.state === 'failed') return <p class="hint">{t.fileMissing}</p>;
  const path = `/account/profile/conversations/${conversationId}/files/${messageId}`;
  if (SHOWN_TYPES.includes(media.mime_type ?? '')) {
    return (
      <a href={path} class="photo">
        <img src={path} alt={name} loading="lazy" width={240} height={180} />
      </a>
    );
  }
  return (
    <p>
      <a href={path}>
        {t.download} <bdi>{name}</bdi>
      </a>
    </p>
  );
}
