import { env } from 'cloudflare:workers';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const flow = {
  steps: [
    { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};
const rotate = async (scene: Scene): Promise<string> => {
  const { status, body } = await scene.as('POST', `/v1/stores/${scene.storeId}/rotate_secret`);
  expect([status, status < 300 ? '' : body]).toEqual([200, '']);
  return body.secret;
};
/** Sends a push and returns its headers and body, whether or not the shop accepted it. */
async function sendPush(scene: Scene, id: string) {
  await scene.start('flow', { object: { type: 'order', id } });
  return until(async () => {
    const found = (await scene.merchantCalls()).deliveries.find(({ body }) => body.object_id === id);
    expect(found).toBeDefined();
    return found;
  });
}
const signatures = ({ headers }: any): string[] => headers['webhook-signature'].split(' ');
const isSignedWith = (secret: string, { headers, body }: any): boolean => {
  try {
    new Webhook(secret).verify(JSON.stringify(body), headers);
    return true;
  } catch {
    return false;
  }
};

test('every rotated secret stays valid to the end of its own day', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const first = newSecret();
  await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { secret: first });
  await scene.configureMerchant({ secret: first });
  const made = [first];
  for (let i = 0; i < 3; i += 1) made.push(await rotate(scene));
  const push = await sendPush(scene, '1');
  expect(push.verdict).toBe('ok');
  expect(signatures(push)).toHaveLength(4);
  expect(made.map((secret) => isSignedWith(secret, push))).toEqual([true, true, true, true]);
  // The check signs as a push does.
  const { body } = await scene.as('POST', `/v1/stores/${scene.storeId}/check`, {});
  expect(body.checks.find(({ name }: any) => name === 'update_object_accepts')).toMatchObject({ status: 'passed' });

  // The oldest secret has expired.
  await env.DB.prepare(
    `update stores set earlier_secrets = json_replace(earlier_secrets, '$[#-1].until', 1) where id_store = ?`,
  )
    .bind(scene.storeId)
    .run();
  const later = await sendPush(scene, '2');
  expect(later.verdict).toBe('refused');
  expect(made.map((secret) => isSignedWith(secret, later))).toEqual([false, true, true, true]);
  await rotate(scene);
  const row = await env.DB.prepare('select * from stores where id_store = ?').bind(scene.storeId).first<any>();
  expect(JSON.parse(row.earlier_secrets)).toHaveLength(2);
});

function newSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}

test('concurrent rotations lose no secret', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const made = await Promise.all(Array.from({ length: 5 }, () => rotate(scene)));
  const push = await sendPush(scene, '1');
  expect(signatures(push)).toHaveLength(6);
  expect(made.map((secret) => isSignedWith(secret, push))).toEqual(made.map(() => true));
});

test('concurrent changes of one store are all applied', async () => {
  const scene = await newScene();
  const path = `/v1/stores/${scene.storeId}`;
  const get_object = { url: 'https://shop.example.com/other', timeout_ms: 7_000 };
  const rate = { per_second: 7, burst: 7, concurrency: 2 };
  const changes = [{ name: 'Renamed' }, { rate }, { get_object }];
  const responses = await Promise.all(changes.map((change) => scene.as('PATCH', path, change)));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await scene.as('GET', path)).body).toMatchObject({ name: 'Renamed', rate, get_object });
});

test('a secret set by the merchant ends all others, unless it is the current one', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const [before, now] = [await rotate(scene), await rotate(scene)];
  const patch = (secret: string) => scene.as('PATCH', `/v1/stores/${scene.storeId}`, { secret });
  expect((await patch(now)).status).toBe(200);
  await scene.configureMerchant({ secret: before });
  const kept = await sendPush(scene, '1');
  expect([kept.verdict, signatures(kept).length]).toEqual(['ok', 3]);
  const own = newSecret();
  await patch(own);
  const push = await sendPush(scene, '2');
  expect([isSignedWith(own, push), isSignedWith(now, push), signatures(push).length]).toEqual([true, false, 1]);
});

test('too many rotations for the signature header are refused, and change nothing', async () => {
  const scene = await newScene();
  for (let i = 0; i < 20; i += 1) await rotate(scene);
  const refused = await scene.as('POST', `/v1/stores/${scene.storeId}/rotate_secret`);
  expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
});

test('too many webhook secrets of Shopify are refused, and change nothing', async () => {
  const scene = await newScene();
  const given = { name: 'Shop', kind: 'shopify', shopify_store_name: 'my-shop', shopify_token_app: 'shpat_x' };
  const { body } = await scene.as('POST', '/v1/stores', { ...given, shopify_webhook_secret: 'first' });
  const path = `/v1/stores/${body.id_store}`;
  const change = (member: object) => scene.as('PATCH', path, member);
  for (let i = 0; i < 20; i += 1) expect((await change({ shopify_webhook_secret: `s${i}` })).status).toBe(200);
  for (const method of ['PATCH', 'PUT']) {
    const refused = await scene.as(method, path, { ...given, shopify_webhook_secret: 'one-too-many' });
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
  }
  // A change that keeps the secret is not refused.
  expect((await change({ name: 'Renamed', shopify_webhook_secret: 's19' })).status).toBe(200);
  const row = await env.DB.prepare('select earlier_secrets from stores where id_store = ?')
    .bind(body.id_store)
    .first<any>();
  expect(JSON.parse(row.earlier_secrets)).toHaveLength(19);
});

test('Shopify’s webhook secrets also stay valid to their own end', async () => {
  const scene = await newScene();
  const given = { name: 'Shop', kind: 'shopify', shopify_store_name: 'my-shop', shopify_token_app: 'shpat_x' };
  const { body } = await scene.as('POST', '/v1/stores', { ...given, shopify_webhook_secret: 'one' });
  for (const secret of ['two', 'three']) {
    await scene.as('PATCH', `/v1/stores/${body.id_store}`, { shopify_webhook_secret: secret });
  }
  await scene.as('PATCH', `/v1/stores/${body.id_store}`, { name: 'Renamed' });
  const order = JSON.stringify({ id: 1 });
  const responses = await Promise.all(
    ['one', 'two', 'three', 'four'].map(async (secret) => {
      const key = await crypto.subtle.importKey(
        'raw',
        new TextEncoder().encode(secret),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign'],
      );
      const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(order)));
      const path = `/webhook/shopify/?action=creation&id_store=${body.id_store}`;
      const headers = {
        'x-shopify-hmac-sha256': btoa(String.fromCharCode(...mac)),
        'x-shopify-topic': 'orders/create',
      };
      return (await scene.as('POST', path, order, headers)).status;
    }),
  );
  expect(responses.map((status) => status === 401)).toEqual([false, false, false, true]);
});
