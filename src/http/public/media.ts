import { Hono } from 'hono';
import { openSharedMedia } from '../../domain/messages/media/share-media';
import type { AppEnv } from '../request/app-env';

/** Serves a customer's file by its ticket, always as a download: the file is not trusted. */
export const mediaDownload = new Hono<AppEnv>().get('/media/:ticket', async (c) => {
  const { body, size, mimeType, filename } = await openSharedMedia(c.get('deps'), c.req.param('ticket'));
  return c.body(body, 200, {
    'content-type': mimeType,
    'content-length': String(size),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed()).replaceAll("'", '%27')}`,
    'content-security-policy': "sandbox; default-src 'none'",
  });
});
