import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { alertTexts } from '../../src/pages/conversations/alert-texts.ts';
import { newPushReceiver } from '../support/push-receiver.ts';
import type { Language, Visit } from './visit.ts';

/**
 * Chromium has no push service here: the browser subscribes at another address, and the test hands a notification to its service
 * worker.
 */
export async function turnOnNotifications({ page, context }: Visit, language: Language) {
  // An address that answers nothing: what the Worker sends is read in test/pages/alerts.test.ts.
  const receiver = await newPushReceiver('https://127.0.0.1:9/push');
  const { endpoint, ...keys } = receiver.subscription;
  await context.grantPermissions(['notifications']);
  await page.evaluate(`
    PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
      if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error('refused');
      return { toJSON: () => (${JSON.stringify({ endpoint, keys })}), unsubscribe: async () => true };
    };
    Notification.requestPermission = async () => 'granted';
  `);
  const t = alertTexts[language];
  await page.getByRole('button', { name: t.on }).click();
  await page.getByRole('button', { name: t.off }).waitFor();

  /** Hands a notification, as the Worker sends it, to the browser, which shows it; a click opens the conversation. */
  return async (conversation: string): Promise<void> => {
    const text = JSON.stringify({ id: conversation.split('/').at(-1), title: 'Aisac', body: 'Un cliente aspetta' });
    const cdp = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
        if (first) resolve(first.registrationId);
      });
    });
    await cdp.send('ServiceWorker.enable');
    const origin = new URL(page.url()).origin;
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data: text });
    const shown = await eventually('the shown notification', () =>
      page.evaluate<{ title: string; body: string } | null>(`navigator.serviceWorker.ready
        .then((ready) => ready.getNotifications())
        .then(([first]) => (first ? { title: first.title, body: first.body } : null))`),
    );
    expect([shown.title, shown.body]).toEqual(['Aisac', 'Un cliente aspetta']);
    // A click that a script makes may open no window: what the worker opens is read instead.
    const opened = await context.serviceWorkers()[0]?.evaluate(`(async () => {
      let path = null;
      clients.openWindow = async (to) => void (path = to);
      const [notification] = await registration.getNotifications();
      const click = new NotificationEvent('notificationclick', { notification });
      let work;
      click.waitUntil = (promise) => void (work = promise);
      dispatchEvent(click);
      await work;
      return [path, (await registration.getNotifications()).length];
    })()`);
    expect(opened).toEqual([conversation, 0]);
  };
}
