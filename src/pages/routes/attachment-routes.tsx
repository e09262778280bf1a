import { Hono } from 'hono';
import { sendAttachment } from '../../domain/conversations/compose/send-attachment';
import { requireScope } from '../../domain/keys/authenticate';
import { shareMedia } from '../../domain/messages/media/share-media';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { readListQuery } from '../conversations/list/list-query';
import { requireSession } from '../session/require-session';
import { authorizeUpload } from '../session/upload-middleware';
import { redirectToConversation, renderConversation } from './conversation-page';

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Why a file was not sent, by the code of its issue. */
const FILE_CODES: Record<string, string> = { unsupported_type: 'file_kind', too_large: 'file_size' };

/** The files of a conversation: those of its messages, and the one that a person attaches. */
export const attachmentRoutes = new Hono<AppEnv>()
  .get('/conversations/:id/files/:message', requireSession, async (c) => {
    requireScope(c.get('caller'), 'users:read');
    const { ticket } = await shareMedia(c.get('deps'), c.get('caller'), c.req.param('message'));
    if (ticket === null) throw new AppError('not_found', 'The file is not stored');
    return c.redirect(`/media/${ticket}`, 302);
  })

  .post('/conversations/:id/files', ...authorizeUpload, async (c) => {
    const form = c.get('upload');
    const conversationId = c.req.param('id');
    const [clientId, caption] = [textOf(form, 'client_id'), textOf(form, 'caption')];
    const query = readListQuery((name) => textOf(form, name));
    const file = form.get('file');
    try {
      if (!(file instanceof File)) throw new AppError('validation_failed');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const attached = { conversationId, clientId, file: { name: file.name, bytes }, caption };
      await sendAttachment(c.get('deps'), c.get('caller'), attached);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_found') throw error;
      const code = FILE_CODES[error.issues[0]?.code ?? ''] ?? error.code;
      return renderConversation(c, conversationId, { query, draft: { code, text: '', clientId: crypto.randomUUID() } });
    }
    return redirectToConversation(c, conversationId, { query, done: 'sent' });
  });
