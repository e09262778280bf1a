import { expect, test } from 'vitest';
import { disableRetryDelays } from '../support/no-retry-delays';
import { newScene, until } from '../support/scene';

disableRetryDelays();

/** Longer than a response's head ever takes, because a body that never ends is waited for as long. */
const TIMEOUT_MS = 3_000;

const push = {
  steps: [
    { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true, on_failed: 'no' },
    { id: 'yes', do: 'end', outcome: 'pushed' },
    { id: 'no', do: 'end', outcome: 'not pushed' },
  ],
};

const responseHead = (status: string, ...headers: string[]) =>
  `HTTP/1.1 ${status}\r\n${['connection: close', 'content-type: application/json', ...headers].join('\r\n')}\r\n\r\n`;

/** Makes a flow push once to a shop with the given response; returns the push after that. */
async function pushTo(behaviour: unknown) {
  const scene = await newScene();
  await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { update_object: { timeout_ms: TIMEOUT_MS } });
  await scene.configureMerchant({ behaviour: { updateObject: [behaviour] } });
  await scene.saveFlow(push);
  const requestId = await scene.start();
  return until(async () => {
    const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
    const shown = (await scene.as('GET', `/v1/pushes/${body.data[0]?.push_id}`)).body;
    expect(shown.attempts?.length).toBe(1);
    return { scene, requestId, shown };
  });
}

test.each<[string, unknown, RegExp]>([
  [
    'is not gzip',
    { raw: `${responseHead('200 OK', 'content-encoding: gzip', 'content-length: 2')}{}` },
    /bad_encoding/,
  ],
  [
    'is not Brotli',
    { raw: `${responseHead('201 Created', 'content-encoding: br', 'content-length: 2')}{}` },
    /bad_encoding/,
  ],
  [
    'is shorter than it says',
    { raw: `${responseHead('200 OK', 'content-length: 90')}{"ok":` },
    /^\{"ok":\n.*connect_failed/,
  ],
  ['is reset half way', { reset_mid_body: true }, /^\{"half":\n.*connect_failed/],
  [
    'has broken chunks',
    { raw: `${responseHead('202 Accepted', 'transfer-encoding: chunked')}zz\r\n{}` },
    /connect_failed/,
  ],
  ['never comes', { raw: responseHead('200 OK', 'content-length: 90'), after: 'hang' }, /^\[.*timeout\]$/],
  ['never ends', { drip: true }, /timeout\]$/],
  ['is over 64 KiB', { huge: 200_000 }, /^x{1024}\n.*too_large/],
])('a 2xx whose body %s delivers a push, once, and the attempt shows it', async (_, behaviour, note) => {
  const { scene, requestId, shown } = await pushTo(behaviour);
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('pushed');
  expect(shown).toMatchObject({ state: 'delivered', attempts_made: 1, last_error: null });
  expect(shown.attempts[0]).toMatchObject({ number: 1, error: null, answer: expect.stringMatching(note) });
  expect(shown.attempts[0].status).toBeGreaterThanOrEqual(200);
  expect((await scene.merchantCalls()).deliveries).toHaveLength(1);
  expect((await scene.charges()).data.map(({ kind }: any) => kind)).toEqual(['push', 'flow.run']);
});

test('a 410 with an unreadable body ends the push and pauses the store', async () => {
  const raw = `${responseHead('410 Gone', 'content-encoding: gzip', 'content-length: 2')}{}`;
  const { scene, shown } = await pushTo({ raw });
  expect(shown).toMatchObject({
    state: 'dead',
    last_error: 'http_410',
    attempts: [{ status: 410, error: 'http_410' }],
  });
  expect((await scene.as('GET', `/v1/stores/${scene.storeId}`)).body).toMatchObject({ paused_reason: 'http_410' });
});

test.each(['429 Too Many Requests', '503 Service Unavailable'])(
  'the Retry-After of a %s that cannot be read is minded',
  async (status) => {
    const raw = `${responseHead(status, 'retry-after: 600', 'content-length: 90')}{`;
    const { shown } = await pushTo({ raw });
    const error = `http_${status.slice(0, 3)}`;
    expect(shown).toMatchObject({ state: 'retrying', last_error: error, attempts: [{ error }] });
    expect(Date.parse(shown.next_attempt_at) - Date.parse(shown.attempts[0].started_at)).toBeGreaterThanOrEqual(
      600_000,
    );
  },
);

test.each([
  ['an answer with NUL', '{"a":"\\u0000"}\u0000', '{"a":"\\u0000"}\u0000'],
  ['Latin-1', 'citt\xe0', 'città', 'content-type: text/plain; charset="ISO-8859-1"'],
  ['bytes that are no UTF-8', 'citt\xe0', 'citt�'],
])('the attempt shows %s', async (_, body, answer, type = 'content-type: application/json') => {
  const raw = `HTTP/1.1 200 OK\r\n${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const { shown } = await pushTo({ raw });
  expect(shown).toMatchObject({ state: 'delivered', attempts: [{ answer }] });
});

const read = {
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    { id: 'say', do: 'set', variables: { city: '{{ order.city }}' } },
    { id: 'found', do: 'end', outcome: 'found' },
    { id: 'gone', do: 'end', outcome: 'gone' },
  ],
};

async function readObjectFrom(raw: string) {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { getObject: [{ raw, forever: true }] } });
  await scene.saveFlow(read);
  return { scene, requestId: await scene.start() };
}

test('a 404 with an unreadable body means that the object does not exist', async () => {
  const { scene, requestId } = await readObjectFrom(
    `${responseHead('404 Not Found', 'content-encoding: gzip', 'content-length: 2')}{}`,
  );
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('gone');
  expect((await scene.merchantCalls()).gets).toHaveLength(1);
});

test.each([
  ['says why', `${responseHead('200 OK', 'content-encoding: gzip', 'content-length: 2')}{}`, 'bad_encoding'],
  ['keeps its status', `${responseHead('500 Error', 'content-encoding: gzip', 'content-length: 2')}{}`, 'http_500'],
])('an unreadable object fails with a code that %s', { concurrent: true }, async (_, raw, code) => {
  const { scene, requestId } = await readObjectFrom(raw);
  expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({ code, step: 'order' });
});

test('an object in Latin-1 is read by its declared charset', async () => {
  const body = '{"city":"Forl\xec"}';
  const raw = `HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=ISO-8859-1\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const { scene, requestId } = await readObjectFrom(raw);
  expect((await scene.waitForStatus(requestId, 'completed')).variables).toMatchObject({ city: 'Forlì' });
});

test('the check reports that a response is not UTF-8', async () => {
  const scene = await newScene();
  const raw = `${responseHead('200 OK', 'content-length: 12')}{"city":"\xe0"}`;
  await scene.configureMerchant({ behaviour: { getObject: [{ raw, forever: true }] } });
  const { body } = await scene.as('POST', `/v1/stores/${scene.storeId}/check`, { object: { type: 'order', id: '1' } });
  const found = body.checks.find(({ name }: any) => name === 'get_object_known');
  expect(found).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('UTF-8'),
    mend: expect.any(String),
  });
});
