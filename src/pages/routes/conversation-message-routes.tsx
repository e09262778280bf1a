import { Hono } from 'hono';
import type { PersonContent } from '../../domain/conversations/person-message';
import { sendByPerson } from '../../domain/conversations/send-by-person';
import type { AppEnv } from '../../http/app-env';
import { AppError, type ErrorCode } from '../../shared/app-error';
import { authorizeForm } from '../session/form-middleware';
import { redirectToConversation, renderConversation } from './conversation-page';

/** Why a message was not sent, shown with its text. */
const EXPLAINED: ErrorCode[] = [
  'outside_window',
  'opted_out',
  'not_thread_owner',
  'validation_failed',
  'channel_not_found',
];

const contentOf = (form: URLSearchParams): PersonContent => {
  const name = form.get('template');
  if (name === null) return { text: form.get('text') ?? '' };
  return { template: { name, language: form.get('language') ?? '', parameters: form.getAll('parameter') } };
};

/** Sends the text or the template of a form. The form's client id makes a second submit the same message. */
export const conversationMessageRoutes = new Hono<AppEnv>().post(
  '/conversations/:id/messages',
  ...authorizeForm('messages:write'),
  async (c) => {
    const form = c.get('form');
    const conversationId = c.req.param('id');
    const clientId = form.get('client_id') ?? '';
    try {
      const content = contentOf(form);
      await sendByPerson(c.get('deps'), c.get('caller'), { conversationId, clientId, content });
    } catch (error) {
      if (!(error instanceof AppError) || !EXPLAINED.includes(error.code)) throw error;
      const draft = { code: error.code, text: form.get('text') ?? '', clientId };
      return renderConversation(c, conversationId, { tab: form.get('tab'), draft });
    }
    return redirectToConversation(c, conversationId, { tab: form.get('tab'), done: 'sent' });
  },
);
