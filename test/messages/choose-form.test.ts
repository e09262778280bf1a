import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { replyValue } from '../standins/meta-webhooks';
import { APP_SECRET } from '../support/app-secret';
import { newScene, type Scene, until } from '../support/scene';

const TEXT = { text: 'Il tuo ordine è partito.' };
const UTILITY = { name: 'cod_reminder', language: 'it' };
const OFFER = { name: 'offer', language: 'it', body: ['-10%'] };
const END = { id: 'done', do: 'end', outcome: 'said' };
const BOTH = { ...TEXT, template: UTILITY };

/** Sends once, and returns what was sent and its entry in the timeline. */
async function send(scene: Scene, step: Record<string, unknown>) {
  const key = `f${crypto.randomUUID()}`;
  await scene.saveFlow({ steps: [{ id: 'say', do: 'send_message', to: '{{ request.user_key }}', ...step }, END] }, key);
  const requestId = await scene.start(key);
  const done = await until(async () => {
    const request = await scene.request(requestId);
    expect(['completed', 'failed']).toContain(request.status);
    return request;
  });
  const { detail } = done.steps.find((each: any) => each.step === 'say');
  return { error: done.error?.code ?? null, kind: detail.kind ?? null, form: detail.form ?? null };
}

/** Sets how long ago the customer last wrote to this number. */
const setLastWrote = (scene: Scene, ms: number) =>
  env.DB.prepare('update conversations set last_inbound_at = ? where channel_id = ?')
    .bind(Date.now() - ms, scene.channelId)
    .run();
const DAY = 86_400_000;

describe('the 24 hours after the customer’s last message', () => {
  test('a text is sent until the last minute, and fails with a code afterwards or if they never wrote', async () => {
    const scene = await newScene();
    expect(await send(scene, TEXT)).toEqual({ error: 'outside_window', kind: null, form: null });
    await scene.openWindow();
    await setLastWrote(scene, DAY - 60_000);
    expect(await send(scene, TEXT)).toEqual({ error: null, kind: 'text', form: 'window_open' });
    await setLastWrote(scene, DAY);
    expect(await send(scene, TEXT)).toMatchObject({ error: 'outside_window' });
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('the text is sent inside them, the fallback template outside', async () => {
    const scene = await newScene();
    const step = { ...TEXT, fallback_template: UTILITY };
    expect(await send(scene, step)).toEqual({ error: null, kind: 'template', form: 'window_closed_fallback' });
    await scene.openWindow();
    expect(await send(scene, step)).toEqual({ error: null, kind: 'text', form: 'window_open' });
  });

  test('are counted for each number separately', async () => {
    const scene = await newScene();
    await scene.openWindow();
    const other = await scene.as('POST', '/v1/channels', {
      name: 'Other',
      phone_number_id: String(crypto.getRandomValues(new BigUint64Array(1))[0]).slice(0, 15),
      waba_id: '1',
      access_token: 'x',
      app_secret: APP_SECRET,
    });
    await scene.saveFlow(
      {
        channel: other.body.channel_id,
        steps: [{ id: 'say', do: 'send_message', to: '{{ request.user_key }}', ...TEXT }, END],
      },
      'other',
    );
    const failed = await scene.waitForStatus(await scene.start('other'), 'failed');
    expect(failed.error).toMatchObject({ code: 'outside_window' });
  });

  test('are found by phone number or user id, whichever the message uses', async () => {
    const scene = await newScene();
    const userId = `IT.${crypto.randomUUID().replaceAll('-', '')}`;
    await scene.webhook(replyValue({ from: scene.customer, from_user_id: userId, text: 'Ciao' }));
    await until(async () => {
      const { body } = await scene.as('GET', `/v1/users/%2B${scene.customer}`);
      expect(body.aliases).toContain(userId);
    });
    expect(await send(scene, { ...TEXT, to: userId })).toMatchObject({ error: null, kind: 'text' });
    expect(await send(scene, TEXT)).toMatchObject({ error: null, kind: 'text' });
    expect((await scene.sentMessages()).map(({ body }) => body.recipient ?? body.to)).toEqual([userId, scene.customer]);
  });
});

describe('a step with a text and a template', () => {
  const PRICES = { 'message.utility': '0.0300', 'message.service': '0.0500', 'message.marketing': '0.0700' };

  /** Sets how many free forms this number delivered this month. */
  const delivered = (scene: Scene, count: number, status = 'delivered') =>
    env.DB.prepare(
      `insert into messages (message_id, account_id, channel_id, direction, user_key, address, kind, content, status, created_at, updated_at)
       select 'msg_x' || value || ?, ?, ?, 'out', 'x', 'x', 'text', '{}', ?, ?, 0 from json_each(?)`,
    )
      .bind(
        crypto.randomUUID(),
        scene.accountId,
        scene.channelId,
        status,
        Date.now(),
        JSON.stringify(Array.from({ length: count }, (_, i) => i)),
      )
      .run();

  test('sends the template outside the window', async () => {
    const scene = await newScene({ price_list: PRICES });
    expect(await send(scene, BOTH)).toEqual({ error: null, kind: 'template', form: 'window_closed' });
  });

  test('sends the text inside it while it is free: Meta does not bill 1,000 a month and number', async () => {
    const scene = await newScene({ price_list: PRICES });
    await scene.openWindow();
    await delivered(scene, 999);
    await delivered(scene, 500, 'failed');
    expect(await send(scene, BOTH)).toEqual({ error: null, kind: 'text', form: 'window_open_free_form_cheaper' });
    await delivered(scene, 1);
    expect(await send(scene, BOTH)).toEqual({ error: null, kind: 'template', form: 'window_open_template_cheaper' });
    // A template of another category costs more than a billed free form.
    expect(await send(scene, { ...TEXT, template: OFFER })).toMatchObject({ kind: 'text' });
    await env.DB.prepare('update messages set created_at = created_at - ? where channel_id = ?')
      .bind(32 * DAY, scene.channelId)
      .run();
    expect(await send(scene, BOTH)).toMatchObject({ kind: 'text' });
  });

  test('sends the text inside it if both cost the same', async () => {
    const scene = await newScene({ price_list: {} });
    await scene.openWindow();
    await delivered(scene, 1_000);
    expect(await send(scene, BOTH)).toMatchObject({ kind: 'text' });
  });
});
