import { beforeAll, describe, expect, test } from 'vitest';
import { delivery, metaBytes, metaSignature, replyValue, statusValue } from './standins/meta-webhooks';
import { countCall } from './support/counted';
import { newScene, type Scene } from './support/scene';

const ORIGIN = 'https://aisac.test';

describe('what a call costs when the credentials are warm', () => {
  let scene: Scene;
  let requestId: string;
  beforeAll(async () => {
    scene = await newScene();
    await scene.put({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    requestId = await scene.start();
    await scene.reaches(requestId, 'completed');
  });
  const as = (method: string, path: string, body?: unknown) =>
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { 'x-api-key': scene.key, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });

  test('getRequest is one D1 round trip', async () => {
    const { response, counts } = await countCall(as('GET', `/v1/getRequest?request_id=${requestId}`));
    expect(response.status).toBe(200);
    expect(counts.roundTrips).toBe(1);
  });

  test('createRequest is two D1 round trips', async () => {
    const input = { flow: 'flow', user_key: 'u' };
    const { response, counts } = await countCall(as('POST', '/v1/createRequest', input));
    expect(response.status).toBe(201);
    expect(counts.roundTrips).toBe(2);
  });

  test('a webhook of Meta answers after one queue send and no D1 statement', async () => {
    await scene.reply({ text: 'warm' });
    const number = { phone_number_id: scene.phoneNumberId, waba_id: '1' };
    const bytes = metaBytes(
      delivery(
        number,
        replyValue({ from: scene.customer, text: 'ciao' }),
        ...Array.from({ length: 40 }, (_, i) =>
          statusValue({ wamid: `w${i}`, status: 'sent', recipient: scene.customer }),
        ),
      ),
    );
    const { response, counts } = await countCall(
      new Request(`${ORIGIN}/webhook/facebook/`, {
        method: 'POST',
        headers: { 'x-hub-signature-256': await metaSignature(bytes, 'app-secret-of-the-test') },
        body: bytes,
      }),
    );
    expect(response.status).toBe(200);
    expect(counts).toEqual({ roundTrips: 0, statements: 0, queueSends: 1 });
  });
});
