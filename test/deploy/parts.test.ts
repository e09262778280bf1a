import { afterAll, beforeAll, expect, test } from 'vitest';
import { benchSecrets, type DirectWorker, startDirectWorker } from '../../bench/support/direct-worker.ts';

const settings = benchSecrets();
let worker: DirectWorker;
let broken: DirectWorker;

beforeAll(async () => {
  // As if a deployment had lost the parts of two paths.
  const isLost = (path: string) => /^parts\/(get-request|profile-routes)-/.test(path);
  [worker, broken] = await Promise.all([startDirectWorker(settings), startDirectWorker(settings, { without: isLost })]);
});
afterAll(() => Promise.all([worker.stop(), broken.stop()]));

const call = (target: DirectWorker, path: string, init?: RequestInit) =>
  target.mf.dispatchFetch(new URL(path, target.url).href, { redirect: 'manual', ...(init as object) });

test.each<[method: string, path: string, status: number]>([
  ['GET', '/healthz', 200],
  ['GET', '/webhook/facebook/?hub.mode=subscribe&hub.challenge=1', 403],
  ['POST', '/webhook/shopify/', 401],
  ['POST', '/webhook/shipments/qapla/', 401],
  ['POST', '/webhook/shipments/fedex/', 404],
  ['POST', '/v1/createRequest', 401],
  ['GET', '/v1/getRequest', 401],
  ['GET', '/v1/getRequests', 401],
  ['GET', '/v1/getFlowByUserKey', 401],
  ['GET', '/v1/getChargesByUserKey', 401],
  ['POST', '/v1/createOrder', 401],
  ['GET', '/v1/requests', 401],
  ['GET', '/v1/orders', 401],
  ['GET', '/v1/pushes', 401],
  ['GET', '/v1/messages', 401],
  ['GET', '/v1/subscriptions', 401],
  ['GET', '/v1/event_types', 401],
  ['GET', '/v1/events', 401],
  ['GET', '/v1/inbound_events', 401],
  ['GET', '/v1/users/u', 401],
  ['GET', '/v1/flows', 401],
  ['GET', '/v1/stores', 401],
  ['GET', '/v1/channels', 401],
  ['GET', '/v1/keys', 401],
  ['GET', '/v1/account', 401],
  ['GET', '/v1/flows/x/diagram.svg', 401],
  ['GET', '/admin/accounts', 401],
  ['GET', '/openapi.json', 200],
  ['GET', '/docs', 200],
  ['GET', '/media/x', 404],
  ['GET', '/account/profile', 303],
  ['GET', '/account/profile/', 308],
  ['GET', '/account/profile/home', 303],
  ['GET', '/account/profile/shipments', 303],
  ['GET', '/account/profile/developers', 303],
  ['GET', '/account/profile/flows', 303],
  ['GET', '/account/profile/flows/x', 303],
  ['GET', '/account/profile/conversations', 303],
  ['GET', '/account/profile/conversations/x', 303],
  ['GET', '/account/nothing', 404],
  ['GET', '/v1/nothing', 404],
  ['PUT', '/v1/getRequest', 405],
])('the built Worker answers %s %s with %i', async (method, path, status) => {
  expect((await call(worker, path, { method })).status).toBe(status);
});

test('the built Worker has a part for every operation of its document', async () => {
  const { paths } = (await (await call(worker, '/openapi.json')).json()) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x')] as const),
  );
  const asked = operations.filter(([, path]) => /^\/(v1|admin)\//.test(path));
  const answers = await Promise.all(
    asked.map(async ([method, path]) => `${(await call(worker, path, { method })).status} ${method} ${path}`),
  );
  expect(asked.length).toBeGreaterThan(100);
  expect(answers.filter((answer) => !answer.startsWith('401'))).toEqual([]);
});

test('a part that does not load answers 503, and the others work', async () => {
  for (const path of ['/v1/getRequest', '/v1/getRequest', '/account/profile']) {
    const answer = await call(broken, path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as { code: string; trace_id: string };
    expect(problem).toMatchObject({ code: 'unavailable', trace_id: answer.headers.get('x-trace-id') });
  }
  expect((await call(broken, '/v1/getRequests')).status).toBe(401);
  expect((await call(broken, '/healthz')).status).toBe(200);
});
