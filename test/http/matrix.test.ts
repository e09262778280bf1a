import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { newWamid, replyValue } from '../standins/meta-webhooks';
import { allOperations, fillPath, type Operation } from '../support/openapi-operations';
import { join } from '../support/people';
import { newScene, type Scene, until } from '../support/scene';
import { type Answer, call } from '../support/tenant';

const operations = (await allOperations()).filter(({ scope }) => scope !== null);

function expectProblem(answer: Answer, status?: number): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  if (status !== undefined) expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    type: expect.stringContaining(answer.body.code),
    title: expect.any(String),
    status: answer.status,
    detail: expect.any(String),
    trace_id: answer.headers.get('x-trace-id'),
  });
  expect(JSON.stringify(answer.body)).not.toMatch(/select |insert |\.ts:|node_modules|SQLITE|D1_/i);
}

/** Creates an inbound event and a message with a file in another account. */
async function somethingFrom(other: Scene): Promise<Record<string, string>> {
  const wamid = newWamid();
  await other.webhook(replyValue({ from: other.customer, wamid, kind: { type: 'image', image: { id: '1' } } }));
  return until(async () => {
    const { body: messages } = await other.as('GET', `/v1/messages?user_key=%2B${other.customer}`);
    const { body: events } = await other.as('GET', '/v1/inbound_events');
    const [message, event] = [messages.data[0].message_id, events.data[0].event_id];
    const { body: conversations } = await other.as('GET', '/v1/conversations');
    const conversation = conversations.data[0].conversation_id;
    const ofConversation = ['', '/messages', '/notes', '/read', '/typing'].map((end) => [
      `/v1/conversations/{id}${end}`,
      conversation,
    ]);
    return {
      ...Object.fromEntries(ofConversation),
      '/v1/messages/{id}/media': message,
      '/v1/events/{id}': event,
      '/v1/events/{id}/replay': event,
      '/v1/inbound_events/{id}': event,
      '/v1/inbound_events/{id}/replay': event,
    };
  });
}

/** Creates a person and an invitation in another account. */
async function somebodyOf(other: Scene): Promise<Record<string, string>> {
  const { personId } = await join(other, 'agent');
  const { body } = await other.as('POST', '/v1/invitations', { email: 'x@x.example', name: 'X', role: 'viewer' });
  return {
    '/v1/people/{id}': personId,
    '/v1/people/{id}/sessions': personId,
    '/v1/people/{id}/sessions/{session_id}': personId,
    '/v1/invitations/{id}': body.invitation_id,
  };
}

/** Creates a resource of each kind in another account, and returns their ids by path. */
async function resourcesOf(other: Scene): Promise<Record<string, string>> {
  await other.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'theirs');
  const order = await other.as('POST', '/v1/createOrder', {
    order_id: '1',
    currency: 'EUR',
    total: '1.00',
    items: [{ quantity: 1 }],
  });
  const key = await other.as('POST', '/v1/keys', { name: 'x' });
  const shipment = await other.as('POST', '/v1/shipment_events', {
    order_id: '1',
    parcel: { tracking_number: 'XX1' },
    event: { state: 'held', at: '2026-11-27' },
  });
  const subscription = await other.as('POST', '/v1/subscriptions', { url: 'https://erp.example/', types: ['*'] });
  const subscriptionId = subscription.body.subscription_id;
  return {
    ...(await somethingFrom(other)),
    ...(await somebodyOf(other)),
    '/v1/requests/{id}': await other.start('theirs'),
    '/v1/orders/{id}': order.body.id,
    '/v1/shipments/{id}': shipment.body.data[0].shipment_id,
    '/v1/stores/{id}': other.storeId,
    '/v1/stores/{id}/rotate_secret': other.storeId,
    '/v1/channels/{id}': other.channelId,
    '/v1/channels/{id}/check': other.channelId,
    '/v1/channels/{id}/resume': other.channelId,
    '/v1/channels/{id}/set_up': other.channelId,
    '/v1/channels/{id}/templates': other.channelId,
    '/v1/keys/{id}': key.body.key_id,
    '/v1/keys/{id}/rotate': key.body.key_id,
    '/v1/subscriptions/{id}': subscriptionId,
    '/v1/subscriptions/{id}/rotate_secret': subscriptionId,
    '/v1/subscriptions/{id}/test': subscriptionId,
    '/v1/subscriptions/{id}/replay': subscriptionId,
    '/v1/subscriptions/{id}/deliveries': subscriptionId,
    '/v1/subscriptions/{id}/deliveries/{event_id}/resend': subscriptionId,
    '/v1/flows/{key}': 'theirs',
  };
}

/** Creates a key of each kind that no operation may accept. */
async function uselessKeysOf(mine: Scene): Promise<string[]> {
  const revoked = (await mine.as('POST', '/v1/keys', { name: 'revoked' })).body;
  await mine.as('DELETE', `/v1/keys/${revoked.key_id}`);
  const expired = (await mine.as('POST', '/v1/keys', { name: 'expired' })).body;
  await env.DB.prepare('update api_keys set expires_at = 1 where key_id = ?').bind(expired.key_id).run();
  return ['aisac_x', revoked.api_key, expired.api_key];
}

const NARROW = ['requests:read', 'settings:read'] as const;

// Every call of these tests is refused, so that all operations share the accounts.
let mine: Scene;
let theirs: Record<string, string>;
let uselessKeys: string[];
/** Keys by their only scope. */
let narrowKeys: Record<string, string>;
beforeAll(async () => {
  const [own, other] = await Promise.all([newScene(), newScene()]);
  mine = own;
  theirs = await resourcesOf(other);
  uselessKeys = await uselessKeysOf(mine);
  const made = NARROW.map(async (scope) => {
    const { body } = await mine.as('POST', '/v1/keys', { name: 'narrow', scopes: [scope] });
    return [scope, body.api_key];
  });
  narrowKeys = Object.fromEntries(await Promise.all(made));
});

describe.each(operations)('$method $path', (operation: Operation) => {
  const path = fillPath(operation.path, { id: 'x', key: 'x', user_key: 'x' });
  const send = (headers: Record<string, string>, body: unknown = operation.body ? {} : undefined, at = path) =>
    call(operation.method, at, { headers, body });

  test('a missing, unknown, revoked or expired key gets 401', async () => {
    const given = [{}, ...uselessKeys.map((key) => ({ 'x-api-key': key }))];
    for (const headers of given) expectProblem(await send(headers), 401);
  });

  test('a key without the scope gets 403', async () => {
    const scope = NARROW.find((one) => one !== operation.scope) ?? '';
    const answer = await send({ 'x-api-key': narrowKeys[scope] ?? '' });
    expectProblem(answer, 403);
    expect(answer.body.code).toBe('missing_scope');
  });

  const owned = operation.path.includes('{') && !operation.path.includes('{user_key}');
  if (owned && operation.id !== 'putFlowsByKey') {
    test('a resource of another account and a malformed id get 404', async () => {
      const id = theirs[operation.path] ?? '';
      const at = operation.path.replace(/\{\w+\}/, encodeURIComponent(id));
      const valid: Record<string, unknown> = {
        'PUT /v1/stores/{id}': { name: 'x', kind: 'custom' },
        'PUT /v1/channels/{id}': { name: 'x', phone_number_id: '1', waba_id: '1' },
        'POST /v1/channels/{id}/templates': { flow: 'cod-confirmation' },
        'PATCH /v1/flows/{key}': { active: false },
        'POST /v1/subscriptions/{id}/replay': { since: '2026-11-01' },
        'POST /v1/conversations/{id}/messages': { text: 'x' },
        'POST /v1/conversations/{id}/notes': { text: 'x' },
      };
      const body = operation.body ? (valid[`${operation.method} ${operation.path}`] ?? {}) : undefined;
      expectProblem(await send({ 'x-api-key': mine.key }, body, at), 404);
      for (const malformed of ['x', '%27%20or%201=1', '%00', '..%2f..', 'x'.repeat(60)]) {
        const answer = await send({ 'x-api-key': mine.key }, body, operation.path.replace(/\{\w+\}/, malformed));
        expectProblem(answer);
      }
    });
  }

  if (operation.body === null) return;
  test('a malformed body gets a problem response', async () => {
    const headers = { 'x-api-key': mine.key };
    const hostile: [string, number | undefined][] = [
      [`{"name":"${'x'.repeat(1_000_000)}"}`, 413],
      [`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
      ['{"a":"\u0000"}', 400],
      ['{"a":"\\u0000"}', 400],
      ['{"a":1,"a":1}', 400],
      ['{"__proto__":{"admin":true}}', 400],
      ['{"a":1e999}', 400],
      ['{"a":"\\ud800"}', 400],
      ['{', 400],
      ['[]', 422],
      ['"x"', 422],
      ['null', 422],
      ['{"constructor":{"prototype":{}}}', undefined],
    ];
    for (const [body, status] of hostile) expectProblem(await send(headers, body), status);
    expectProblem(await send({ ...headers, 'content-type': 'text/plain' }, '{}'), 415);
    expectProblem(await send({ ...headers, 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'), 415);
  });
});

test('a body that is not UTF-8 is rejected', async () => {
  const scene = await newScene();
  const { exports } = await import('cloudflare:workers');
  const answer = await exports.default.fetch('https://aisac.test/v1/createRequest', {
    method: 'POST',
    headers: { 'x-api-key': scene.key, 'content-type': 'application/json' },
    body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  });
  expect(answer.status).toBe(400);
});
