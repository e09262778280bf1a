import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { alertTexts } from '../../src/pages/conversations/alert-texts.ts';
import { newPushReceiver } from '../support/push-receiver.ts';
import type { Language, Visit } from './visit.ts';

/**
 * Chromium has no push service here: the browser subscribes at ours, which hands what the Worker sends to the browser's service
 * worker.
 */
export async function turnOnNotifications({ page, context }: Visit, language: Language) {
  const received: Uint8Array[] = [];
  const service = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(new Uint8Array(Buffer.concat(chunks)));
    response.writeHead(201).end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const receiver = await newPushReceiver(`http://127.0.0.1:${(service.address() as AddressInfo).port}/push`);
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

  /** Hands the notification of the waiting customer to the browser, which shows it; a click opens the conversation. */
  return async (conversation: string, secret: string): Promise<void> => {
    const text = await eventually('the notification', async () => (received[0] ? receiver.read(received[0]) : null));
    service.close();
    expect(text).not.toContain(secret);
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
    expect([shown.title, shown.body]).toEqual(['Aisac', JSON.parse(text).body]);
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
