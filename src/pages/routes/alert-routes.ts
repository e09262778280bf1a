import { Hono } from 'hono';
import { BrowserSubscription, subscribeBrowser, unsubscribeBrowser } from '../../domain/web-push/subscribe';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { parseForm } from '../forms/parse-form';
import { authorizeForm } from '../session/form-middleware';

/** Turns notifications on and off for whoever signed in on this browser; called by the script of the page. */
export const alertRoutes = new Hono<AppEnv>().post(
  '/conversations/alerts',
  ...authorizeForm('users:read'),
  async (c) => {
    const form = c.get('form');
    const [deps, caller] = [c.get('deps'), c.get('caller')];
    if (deps.webPush === null) throw new AppError('not_configured');
    if (form.get('action') === 'off') await unsubscribeBrowser(deps, caller, form.get('endpoint') ?? '');
    else {
      const [endpoint, p256dh, auth] = [form.get('endpoint'), form.get('p256dh'), form.get('auth')];
      const subscription = parseForm(BrowserSubscription, { endpoint, p256dh, auth });
      await subscribeBrowser(deps, caller, { ...subscription, language: c.get('language') });
    }
    return c.body(null, 204);
  },
);
