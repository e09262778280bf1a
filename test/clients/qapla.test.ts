import { expect, test } from 'vitest';
import { makeQaplaClient } from '../../src/clients/qapla';
import { makeSafeFetch } from '../../src/clients/safe-fetch';
import sample from './qapla-get-shipment.json';

const KEY = 'qapla-key-of-the-test';
const TOKEN = 'jwt-of-qapla-1';

type Seen = { url: string; init: RequestInit };
function client(answer: () => Response | Promise<Response>) {
  const seen: Seen[] = [];
  const fetchOnce = async (url: unknown, init: unknown) => {
    seen.push({ url: String(url), init: init as RequestInit });
    return answer();
  };
  const safeFetch = makeSafeFetch({
    fetch: fetchOnce,
    now: () => 0,
    urlRejectionReason: () => null,
  });
  return { qapla: makeQaplaClient({ safeFetch, apiUrl: 'https://qapla.test/' }), seen };
}
const json = (body: unknown, init?: ResponseInit) => () => Response.json(body, init);
const release = (answer: () => Response | Promise<Response>) =>
  client(answer).qapla.releaseStock({ token: TOKEN, shipmentId: '17', release: { action: 'redeliver' } });

test('a token is requested with the key in the body', async () => {
  const { qapla, seen } = client(json({ token: TOKEN, expires_in: 86_400, scopes: ['x'], cache: false }));
  expect(await qapla.getToken(KEY)).toEqual({ kind: 'granted', token: TOKEN, lifetimeMs: 86_400_000 });
  expect(seen[0]?.url).toBe('https://qapla.test/v2/auth/token');
  expect(seen[0]?.init.body).toBe(JSON.stringify({ apiKey: KEY }));
});

test('shipments are found by their number; ids and flags are read in every spelling', async () => {
  const found = { id: 1_690_000_017, trackingNumber: 'XX1', isDeleted: 0, isReturnShipment: '1', status: 'odd' };
  const { qapla, seen } = client(json({ getShipment: { result: 'OK', error: null, shipments: [found] } }));
  expect(await qapla.getShipments(KEY, 'XX 1&a')).toMatchObject({
    kind: 'read',
    shipments: [{ id: '1690000017', isDeleted: false, isReturnShipment: true, status: null }],
  });
  expect(seen[0]?.url).toBe(`https://qapla.test/1.3/getShipment/?apiKey=${KEY}&trackingNumber=XX+1%26a`);
});

test('an answer may lack the members that do not apply', async () => {
  const { qapla } = client(json({ getShipment: { result: 'OK', shipments: [{ id: 17, trackingNumber: 'XX1' }] } }));
  expect(await qapla.getShipments(KEY, 'XX1')).toMatchObject({
    kind: 'read',
    shipments: [{ id: '17', isDeleted: false, isReturnShipment: false }],
  });
});

test('a held shipment is read', async () => {
  const { qapla } = client(json(sample));
  expect(await qapla.getShipments(KEY, 'XX990000017')).toMatchObject({
    kind: 'read',
    shipments: [
      {
        id: '1690000017',
        trackingNumber: 'XX990000017',
        newTrackingNumber: null,
        isReturnShipment: false,
        courier: { code: 'GLS-ITA' },
        status: { dateISO: '2026-11-27 12:40:00', qaplaStatus: { id: '6', detailID: '1' } },
      },
    ],
  });
});

test('an error of getShipment comes with status 200, and its message without the key', async () => {
  const { qapla } = client(json({ getShipment: { result: 'KO', error: `Invalid ${KEY}` } }));
  expect(await qapla.getShipments(KEY, 'XX1')).toEqual({
    kind: 'failed',
    status: 200,
    code: 'ko',
    message: 'Invalid ***',
    retryAfter: null,
  });
});

test.each(['ok', 'error', 'pending'])('a release with the outcome %s was sent', async (courierOutcome) => {
  expect(await release(json({ status: 'sent', courierOutcome, message: null, releaseId: 12 }))).toEqual({
    kind: 'sent',
    courierOutcome,
    message: '',
    releaseId: '12',
  });
});

test.each([
  [json({ detail: `No ${TOKEN}` }, { status: 401 }), { status: 401, code: 'http_401', message: 'No ***' }],
  [json({ detail: 'not held' }, { status: 409 }), { status: 409, code: 'http_409', message: 'not held' }],
  [json({}, { status: 429, headers: { 'retry-after': '7' } }), { status: 429, code: 'http_429', retryAfter: '7' }],
  [() => new Response('<html>', { status: 502 }), { status: 502, code: 'http_502', message: '<html>' }],
  [() => new Response('{"half":'), { status: 200, code: 'not_json' }],
  [json({ courierOutcome: 5 }), { status: 200, code: 'not_json' }],
  [json({}, { status: 302, headers: { location: 'https://elsewhere.test' } }), { status: 302, code: 'redirected' }],
  [() => Promise.reject(new TypeError('reset')), { status: null, code: 'connect_failed' }],
])('a failure is returned, not thrown', async (answer, expected) => {
  expect(await release(answer)).toMatchObject({ kind: 'failed', ...expected });
});
