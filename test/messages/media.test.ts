import { env } from 'cloudflare:workers';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { replyValue } from '../standins/meta-webhooks';
import { newScene, runCron, type Scene, until } from '../support/scene';
import { call } from '../support/tenant';

const DAY_MS = 86_400_000;
const BYTES = 'a picture of a parcel, or what is one';
const FILE = { data: btoa(BYTES), mime_type: 'image/jpeg' };
afterEach(() => vi.useRealTimers());

/** Lets the customer send a file; returns the id of its message. */
async function sendFile(scene: Scene, part: Record<string, unknown>, kind = 'image'): Promise<string> {
  await scene.webhook(replyValue({ from: scene.customer, kind: { type: kind, [kind]: part } }));
  return until(async () => {
    const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}`);
    const message = body.data.find((one: any) => one.kind === kind);
    expect(message).toBeDefined();
    return message.message_id;
  });
}
const mediaOf = async (scene: Scene, messageId: string) =>
  (await scene.as('GET', `/v1/messages/${messageId}/media`)).body;
const expectMedia = (scene: Scene, messageId: string, expected: Record<string, unknown>) =>
  until(async () => {
    const media = await mediaOf(scene, messageId);
    expect(media).toMatchObject(expected);
    return media;
  });
const pathOf = (url: string): string => new URL(url).pathname;
/** Makes the next attempt of the sweep due now. */
async function makeDue(messageId: string, came = Date.now()): Promise<void> {
  await env.DB.prepare('update messages set media_due_at = 1, updated_at = ? where message_id = ?')
    .bind(came, messageId)
    .run();
  await runCron();
}

test('a file is fetched by its id, served for five minutes as a download, and erased with the customer', async () => {
  const [scene, other] = await Promise.all([newScene(), newScene()]);
  await scene.configureMeta({ media: { '77': FILE } });
  const filename = `fattura "1"\r\nx: y é’.html`;
  const messageId = await sendFile(scene, { id: '77', mime_type: 'text/html; charset=utf-8', filename }, 'document');
  const media = await expectMedia(scene, messageId, { state: 'stored', size: BYTES.length, error: null });
  const served = await call('GET', pathOf(media.url));
  expect([served.status, served.body]).toEqual([200, BYTES]);
  const header = (name: string) => served.headers.get(name);
  expect(header('content-type')).toBe('text/html');
  expect(header('content-disposition')).toBe(
    `attachment; filename*=UTF-8''fattura%20%221%22%0D%0Ax%3A%20y%20%C3%A9%E2%80%99.html`,
  );
  expect(header('content-security-policy')).toMatch(/sandbox/);
  expect(header('x-content-type-options')).toBe('nosniff');
  expect(header('cache-control')).toMatch(/no-store/);
  expect(await env.FILES.head(`media/${scene.accountId}/${messageId}`)).not.toBeNull();

  expect((await other.as('GET', `/v1/messages/${messageId}/media`)).status).toBe(404);
  const path = pathOf(media.url);
  const at = path.length - 20;
  const forged = path.slice(0, at) + (path[at] === 'A' ? 'B' : 'A') + path.slice(at + 1);
  for (const wrong of [forged, path.slice(0, -1), '/media/x', `/media/media%2F${scene.accountId}%2F${messageId}`]) {
    expect((await call('GET', wrong)).status, wrong).toBe(404);
  }
  const expiresAt = Date.parse(media.expires_at);
  vi.useFakeTimers({ toFake: ['Date'], now: expiresAt - 1 });
  expect((await call('GET', path)).status).toBe(200);
  vi.setSystemTime(expiresAt);
  expect((await call('GET', path)).status).toBe(404);
  vi.useRealTimers();

  const fresh = pathOf((await mediaOf(scene, messageId)).url);
  await scene.as('DELETE', `/v1/users/%2B${scene.customer}`);
  expect((await call('GET', fresh)).status).toBe(404);
  expect(await env.FILES.head(`media/${scene.accountId}/${messageId}`)).toBeNull();
});

test.each([
  ['no type at all', 'application/octet-stream', undefined],
  ['a type that would break the header', 'application/octet-stream', 'text/html\r\nset-cookie: a=b'],
  ['a voice note', 'audio/ogg', 'audio/ogg; codecs=opus'],
])('%s is served as %s', async (_, type, mime_type) => {
  const scene = await newScene();
  await scene.configureMeta({ media: { '1': { ...FILE, mime_type: '' } } });
  const messageId = await sendFile(scene, { id: '1', mime_type });
  const { url } = await expectMedia(scene, messageId, { state: 'stored' });
  expect((await call('GET', pathOf(url))).headers.get('content-type')).toBe(type);
});

test('a file that Meta does not have yet is fetched later, and given up after seven days', async () => {
  const scene = await newScene();
  const missing = { ...FILE, behaviour: [{ status: 500, body: {} }] };
  await scene.configureMeta({ media: { '1': missing } });
  const messageId = await sendFile(scene, { id: '1' });
  await expectMedia(scene, messageId, { state: 'pending', error: 'meta_http_500', url: null });
  await makeDue(messageId);
  await expectMedia(scene, messageId, { state: 'stored', error: null });

  const gone = await sendFile(scene, { id: '2' }, 'video');
  await expectMedia(scene, gone, { state: 'pending', error: 'meta_100' });
  await makeDue(gone, Date.now() - 6.9 * DAY_MS);
  await until(async () => {
    const { due } = (await env.DB.prepare('select media_due_at due from messages where message_id = ?')
      .bind(gone)
      .first<{ due: number }>()) ?? { due: 0 };
    expect(due).toBeGreaterThan(Date.now() + DAY_MS);
  });
  await makeDue(gone, Date.now() - 7.1 * DAY_MS);
  await expectMedia(scene, gone, { state: 'failed', error: 'meta_100', url: null });
  await runCron();
  expect((await mediaOf(scene, gone)).state).toBe('failed');
});

test.each([
  ['damaged', { sha256: 'a'.repeat(64) }],
  ['too_large', { file_size: 100_000_001 }],
  ['damaged', { file_size: BYTES.length - 1 }],
  ['damaged', { file_size: BYTES.length + 1 }],
  ['not_media', { file_size: 0 }],
  ['foreign_url', { url: `${inject('standins').merchant}/m/thief/getObject` }],
  ['foreign_url', { url: 'https://lookaside.fbsbx.com.evil.example/x' }],
  ['foreign_url', { url: 'http://lookaside.fbsbx.com/x' }],
])('a file is not stored if it is %s: %j', async (error, fields) => {
  const scene = await newScene();
  const url = `${inject('standins').meta}/files/${scene.phoneNumberId}/1`;
  const body = { url, mime_type: 'image/jpeg', file_size: BYTES.length, ...fields };
  await scene.configureMeta({ media: { '1': { ...FILE, behaviour: [{ status: 200, body, forever: true }] } } });
  const messageId = await sendFile(scene, { id: '1' });
  await expectMedia(scene, messageId, { state: 'pending', error, url: null });
  expect(await env.FILES.head(`media/${scene.accountId}/${messageId}`)).toBeNull();
  const thief = await fetch(`${inject('standins').merchant}/_control/m/thief/calls`);
  expect(await thief.json()).toMatchObject({ gets: [] });
});
