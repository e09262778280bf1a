import { Hono } from 'hono';
import { openSharedMedia } from '../../domain/messages/media/share-media';
import type { AppEnv } from '../env';

/** Serves a file by its ticket: always as a download, since it is a stranger's. */
export const mediaDownload = new Hono<AppEnv>().get('/media/:ticket', async (c) => {
  const { body, size, mimeType, filename } = await openSharedMedia(c.get('deps'), c.req.param('ticket'));
  return c.body(body, 200, {
    'content-type': mimeType,
    'content-length': String(size),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed()).replaceAll("'", '%27')}`,
    'content-security-policy': "sandbox; default-src 'none'",
  });
});
