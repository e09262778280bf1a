import { Hono } from 'hono';
import { sendFilledTemplate, sendFromPage } from '../../domain/conversations/compose/send-from-page';
import type { AppEnv } from '../../http/request/app-env';
import { isId } from '../../shared/crypto/ids';
import { AppError, type ErrorCode } from '../../shared/errors/app-error';
import { readListQuery } from '../conversations/list/list-query';
import { authorizeForm } from '../session/form-middleware';
import { redirectToConversation, renderConversation } from './conversation-page';

/** Why a message was not sent, shown with its text. */
const EXPLAINED: ErrorCode[] = [
  'outside_window',
  'opted_out',
  'not_thread_owner',
  'validation_failed',
  'channel_not_found',
  'conversation_changed',
];

/** Sends the text or the template of a form. The form's client id makes a second submit the same message. */
export const conversationMessageRoutes = new Hono<AppEnv>().post(
  '/conversations/:id/messages',
  ...authorizeForm('messages:write'),
  async (c) => {
    const form = c.get('form');
    const conversationId = c.req.param('id');
    const clientId = form.get('client_id') ?? '';
    const query = readListQuery((name) => form.get(name));
    const seen = form.get('last_seen');
    const lastSeen = seen !== null && isId('msg', seen) ? seen : null;
    try {
      const name = form.get('template');
      if (name === null) {
        const input = { client_id: clientId, text: form.get('text') ?? '' };
        await sendFromPage(c.get('deps'), c.get('caller'), { conversationId, input, lastSeen });
      } else {
        const template = { name, language: form.get('language') ?? '', parameters: form.getAll('parameter') };
        await sendFilledTemplate(c.get('deps'), c.get('caller'), { conversationId, clientId, template, lastSeen });
      }
    } catch (error) {
      if (!(error instanceof AppError) || !EXPLAINED.includes(error.code)) throw error;
      const draft = { code: error.code, text: form.get('text') ?? '', clientId };
      return renderConversation(c, conversationId, { query, draft });
    }
    return redirectToConversation(c, conversationId, { query, done: 'sent' });
  },
);
