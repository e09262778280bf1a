// @ts-check
/// <reference lib="webworker" />
// Shows a notification when a conversation begins to wait for a person. A notification has no text of the customer.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PATH = '/account/profile/conversations';

worker.addEventListener('push', (event) => {
  /** @type {{ id?: unknown, title?: unknown, body?: unknown }} */
  let data = {};
  try {
    data = event.data?.json() ?? {};
  } catch {
    // A notification without readable data still says that there is something new.
  }
  const { id, title, body } = data;
  const options = { body: String(body ?? ''), tag: String(id ?? ''), icon: '/profile-icon.svg', data: { id } };
  event.waitUntil(worker.registration.showNotification(String(title ?? 'Aisac'), options));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { id } = event.notification.data ?? {};
  const path = /^cnv_\w{26}$/.test(String(id)) ? `${PATH}/${id}` : PATH;
  event.waitUntil(
    (async () => {
      const windows = await worker.clients.matchAll({ type: 'window' });
      const open = windows.find(({ url }) => new URL(url).pathname === path);
      await (open ? open.focus() : worker.clients.openWindow(path));
    })(),
  );
});
