import type { Deps } from '../../ports';
import { uploadKey } from '../media/media-key';

/** As long as Meta keeps an uploaded file. */
export const UPLOAD_TTL_MS = 30 * 86_400_000;

/** Deletes up to `limit` uploads that are older than 30 days, with their files; returns how many. */
export async function purgeUploads(
  { files, now, uploads }: Pick<Deps, 'files' | 'now' | 'uploads'>,
  limit: number,
): Promise<number> {
  const old = await uploads.listOld(now() - UPLOAD_TTL_MS, limit);
  if (old.length === 0) return 0;
  await files.delete(old.map(({ accountId, mediaId }) => uploadKey(accountId, mediaId)));
  await uploads.delete(old.map(({ mediaId }) => mediaId));
  return old.length;
}
