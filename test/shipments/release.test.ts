import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makePushesDue } from '../support/hurry-pushes';
import { until } from '../support/scene';
import { newReleaseShop } from './release-shop';

type Shop = Awaited<ReturnType<typeof newReleaseShop>>;

const isOver = ({ state }: any): boolean => ['delivered', 'dead', 'unverified'].includes(state);
const applied = async (shop: Shop) => (await shop.calls()).releases.filter((release) => release.applied);
const hasTried = (count: number) => (push: any) => push.attempts.length >= count && push.state !== 'in_flight';

/** Makes the next attempt of the shop's pushes, and waits for it. */
async function tryAgain(shop: Shop, requestId: string, attempts: number) {
  await makePushesDue(shop);
  return shop.waitForPush(requestId, hasTried(attempts));
}

test('a held parcel is released by the platform, with what the order knows', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1');
  const address = {
    address1: 'Via dei Campioni 3',
    address2: 'scala B',
    zip: '40122',
    city: 'Bologna',
    province_code: 'BO',
  };
  const requestId = await shop.release(shipmentId, {
    action: 'redeliver_new_address',
    address,
    note: 'Suonare Esempi',
    deliver_on: '2026-12-01',
    phone_notice: true,
  });
  expect((await shop.waitForStatus(requestId, 'completed')).outcome).toBe('released');
  const push = await shop.push(requestId);
  expect(push).toMatchObject({
    object: { type: 'shipment', id: shipmentId },
    state: 'delivered',
    variables: { tracking_number: 'XX1', carrier: 'gls-it', hold_episode: 1 },
  });
  expect(JSON.parse(push.attempts[0].answer)).toEqual({ release: 'accepted', message: 'OK', release_id: '1' });
  expect((await applied(shop)).map(({ body }) => body)).toEqual([
    {
      action: 'redeliver_new_address',
      notes: 'Suonare Esempi. Consegna richiesta il 1/12/2026. Preavviso telefonico',
      address: {
        name: 'Giulia Esempi',
        street: 'Via dei Campioni 3, scala B',
        city: 'Bologna',
        zip: '40122',
        province: 'BO',
        phone: '+393330000001',
      },
    },
  ]);
  expect((await shop.shipment(shipmentId))?.hold?.release).toBe('accepted');
  expect((await shop.merchantCalls()).deliveries).toEqual([]);
  expect(JSON.stringify(push)).not.toContain(shop.key);
  const entries = (await shop.as('GET', '/v1/audit?limit=100')).body.data;
  const released = entries.filter(({ action }: any) => action === 'shipment.released');
  expect(released).toMatchObject([
    {
      actor: { type: 'flow' },
      targets: [
        { type: 'shipment', id: shipmentId },
        { type: 'request', id: requestId },
      ],
      metadata: { instruction: 'redeliver_new_address' },
    },
  ]);
  expect(JSON.stringify(released)).not.toContain('Campioni');
});

test('a release is logged once it is accepted, also if the parcel stays held', async () => {
  const shop = await newReleaseShop();
  const logged = async () => {
    const { data } = (await shop.as('GET', '/v1/audit?limit=100')).body;
    return data.filter(({ action }: any) => action === 'shipment.released').length;
  };
  const refused = await shop.release(await shop.hold('XX1', { outcome: 'error', message: 'Giacenza Scaduta' }));
  await shop.waitForPush(refused, isOver);
  expect(await logged()).toBe(0);
  const requestId = await shop.release(await shop.hold('XX2'), undefined, { verify: true, on_unverified: 'doubt' });
  await shop.waitForPush(requestId, ({ last_error }) => last_error === 'verify_still_held');
  expect(await logged()).toBe(1);
  await shop.age(5 * 24 * shop.HOUR_MS);
  await makePushesDue(shop);
  await shop.waitForPush(requestId, ({ state }) => state === 'unverified');
  expect(await logged()).toBe(1);
});

test('the new address may have its street as one member, and the name of the customer', async () => {
  const shop = await newReleaseShop();
  await shop.as('POST', '/v1/createOrder', {
    order_id: '1043',
    currency: 'EUR',
    total: '24.90',
    customer: { first_name: 'Ada', last_name: 'Bianchi', phone: '+393330000002' },
    items: [{ sku: 'A', name: 'Tazza', quantity: 1, unit_price: '24.90' }],
  });
  const town = { zip: '40122', city: 'Bologna' };
  const redirect = async (trackingNumber: string, address: object, orderId?: string) => {
    const shipmentId = await shop.hold(trackingNumber, {}, orderId);
    const variables = { action: 'redeliver_new_address', address, cod: { change: 'none', amount: '' } };
    return shop.waitForPush(await shop.release(shipmentId, variables), isOver);
  };
  expect((await redirect('XX1', { street: 'Via Campi 3', ...town, province: 'BO' })).state).toBe('delivered');
  const ofReply = { address1: 'Via Campi 3', address2: 'scala B', ...town, province_code: 'BO', country_code: 'IT' };
  expect((await redirect('XX2', { ...ofReply, check: { result: 'ok', issues: [] } }, '1043')).state).toBe('delivered');
  expect((await applied(shop)).map(({ body }) => body)).toEqual([
    {
      action: 'redeliver_new_address',
      address: {
        name: 'Giulia Esempi',
        street: 'Via Campi 3',
        city: 'Bologna',
        zip: '40122',
        province: 'BO',
        phone: '+393330000001',
      },
    },
    {
      action: 'redeliver_new_address',
      address: {
        name: 'Ada Bianchi',
        street: 'Via Campi 3, scala B',
        city: 'Bologna',
        zip: '40122',
        province: 'BO',
        phone: '+393330000002',
      },
    },
  ]);
  const wrong = await redirect('XX3', { via: 'Via Campi 3', ...town, province: 'BO' });
  expect(wrong.last_error).toBe('invalid_variables');
  expect(wrong.attempts[0].answer).toContain('lacks street; it has the unknown via');
});

test.each([
  ['pending', { courier: 'BRT' }, 'pending'],
  ['carrier_refused', { outcome: 'error', message: 'Giacenza Scaduta' }, 'refused'],
  ['rejected', { faults: [{ status: 422, body: { detail: 'no' } }] }, 'refused'],
  ['missing_scope', { faults: [{ status: 403 }] }, 'refused'],
  ['not_found', { faults: [{ status: 404 }] }, 'refused'],
  ['not_held', { faults: [{ status: 409, body: { detail: 'not held' } }] }, 'refused'],
])('the answer %s is final', async (code, parcel, release) => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', parcel);
  const requestId = await shop.release(shipmentId);
  const push = await shop.waitForPush(requestId, isOver);
  const isSuccess = release === 'pending';
  expect([push.state, push.last_error]).toEqual(isSuccess ? ['delivered', null] : ['dead', code]);
  expect(JSON.parse(push.attempts[0].answer).release).toBe(release);
  expect((await shop.shipment(shipmentId))?.hold?.release).toBe(release);
  await shop.waitForStatus(requestId, 'completed');
});

test.each([
  ['person', { action: 'pickup' }],
  ['person', { action: 'redeliver', cod: { amount: '0' } }],
  ['invalid_variables', { action: 'destroy' }],
  ['invalid_variables', { action: 'redeliver_new_address', address: { city: 'Bologna' } }],
])('%s: %j is refused without a call', async (code, variables) => {
  const shop = await newReleaseShop();
  const requestId = await shop.release(await shop.hold('XX1'), variables);
  const push = await shop.waitForPush(requestId, isOver);
  expect([push.state, push.last_error]).toEqual(['dead', code]);
  expect((await shop.calls()).calls).toEqual([]);
});

test('a parcel that Qapla does not know, and a wrong key, are refused', async () => {
  const shop = await newReleaseShop();
  const unknown = await shop.waitForPush(await shop.release(await shop.report('YY1', 'held')), isOver);
  expect([unknown.state, unknown.last_error]).toEqual(['dead', 'not_found']);
  const shipmentId = await shop.hold('XX1');
  await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shipping: { api_key: 'qapla-key-of-the-test-wrong' } });
  const refused = await shop.waitForPush(await shop.release(shipmentId), isOver);
  expect([refused.state, refused.last_error]).toEqual(['dead', 'unauthorized']);
  expect(JSON.stringify(refused)).not.toContain('qapla-key');
});

test('409 is a success if the parcel has moved on', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { status: { id: 4, detailID: 0 }, date: '2099-01-01 08:00:00' });
  expect((await shop.waitForPush(await shop.release(shipmentId), isOver)).state).toBe('delivered');
  expect(await applied(shop)).toEqual([]);
});

test('a parcel that cannot be read after a 409 is read again before its release counts as refused', async () => {
  const shop = await newReleaseShop();
  const id = '1690000001';
  const shipmentId = await shop.hold('XX1', { id, status: { id: 4, detailID: 0 }, date: '2099-01-01 08:00:00' });
  const answer = {
    result: 'OK',
    shipments: [{ id, trackingNumber: 'XX1', status: { qaplaStatus: { id: 6, detailID: 1 } } }],
  };
  await shop.configure({ faults: { getShipment: [{ json: { getShipment: answer } }, { status: 503 }] } });
  const requestId = await shop.release(shipmentId);
  const push = await shop.waitForPush(requestId, hasTried(1));
  expect([push.state, push.last_error]).toEqual(['retrying', 'release_unknown']);
  await tryAgain(shop, requestId, 2);
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect((await shop.calls()).releases.map(({ outcome }) => outcome)).toEqual(['not_held']);
});

test('too many calls are not an attempt to release: Qapla is left alone as long as it asks', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { faults: [{ status: 429, headers: { 'retry-after': '600' } }] });
  const push = await shop.waitForPush(await shop.release(shipmentId), hasTried(1));
  expect([push.state, push.last_error]).toEqual(['retrying', 'http_429']);
  expect(Date.parse(push.next_attempt_at) - Date.parse(push.attempts[0].started_at)).toBeGreaterThanOrEqual(600_000);
  expect((await shop.shipment(shipmentId))?.hold?.release).toBeNull();
});

test('a parcel that has left its hold before the attempt needs no call', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1');
  await shop.configure({ faults: { getShipment: [{ status: 503 }] } });
  const requestId = await shop.release(shipmentId);
  await shop.waitForPush(requestId, hasTried(1));
  await shop.report('XX1', 'out_for_delivery');
  await tryAgain(shop, requestId, 2);
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect(await applied(shop)).toEqual([]);
});

test('a refused token is renewed, and a token serves several releases', async () => {
  const shop = await newReleaseShop();
  for (const number of ['XX1', 'XX2', 'XX3']) {
    if (number === 'XX3') await shop.expireTokens();
    await shop.waitForPush(await shop.release(await shop.hold(number)), isOver);
  }
  expect(await applied(shop)).toHaveLength(3);
  const { calls } = await shop.calls();
  expect(calls.filter(({ call }) => call === 'token')).toHaveLength(2);
});

test('a token that is refused although it is new does not end the release', async () => {
  const shop = await newReleaseShop();
  const requestId = await shop.release(await shop.hold('XX1', { faults: [{ status: 401 }, { status: 401 }] }));
  const push = await shop.waitForPush(requestId, hasTried(1));
  expect([push.state, push.last_error]).toEqual(['retrying', 'unauthorized']);
  await tryAgain(shop, requestId, 2);
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect(await applied(shop)).toHaveLength(1);
});

test.each([
  ['the answer is lost', { lost: true }],
  ['the server fails after it', { status: 500, applied: true }],
  ['the answer is no JSON', { text: '<html>', applied: true }],
])('a release is not repeated when %s', async (_, fault) => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { faults: [fault] });
  const requestId = await shop.release(shipmentId);
  const push = await shop.waitForPush(requestId, hasTried(1));
  expect([push.state, push.last_error]).toEqual(['retrying', 'release_unknown']);
  expect((await shop.shipment(shipmentId))?.hold?.release).toBe('unknown');
  await tryAgain(shop, requestId, 2);
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect(await applied(shop)).toHaveLength(1);
  expect((await shop.shipment(shipmentId))?.hold?.release).toBe('accepted');
});

test('a hanging call is given up after 15 seconds, and its result is unknown', async () => {
  const shop = await newReleaseShop();
  const requestId = await shop.release(await shop.hold('XX1', { faults: [{ hang: true, applied: true }] }));
  const push = await shop.waitForPush(requestId, hasTried(1), 40_000);
  expect([push.last_error, JSON.parse(push.attempts[0].answer)]).toEqual([
    'release_unknown',
    { release: 'unknown', code: 'timeout', message: '' },
  ]);
  await tryAgain(shop, requestId, 2);
  expect(await applied(shop)).toHaveLength(1);
}, 60_000);

test('a release that never arrived is repeated after several readings, and not before ten minutes', async () => {
  const shop = await newReleaseShop();
  const requestId = await shop.release(await shop.hold('XX1', { faults: [{ status: 502 }] }));
  await shop.waitForPush(requestId, hasTried(1));
  await tryAgain(shop, requestId, 2);
  await shop.age(360_000);
  const waiting = await tryAgain(shop, requestId, 3);
  expect(Date.parse(waiting.next_attempt_at) - Date.now()).toBeGreaterThan(1_700_000);
  expect(await applied(shop)).toEqual([]);
  await shop.age(240_000);
  await tryAgain(shop, requestId, 4);
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect(await applied(shop)).toHaveLength(1);
  const { calls } = await shop.calls();
  const order = calls.map(({ call }) => call).filter((call) => call !== 'token');
  expect(order).toEqual(['getShipment', 'stock-release', 'getShipment', 'getShipment', 'getShipment', 'stock-release']);
});

test('a release that the platform passes on later is never repeated by itself; a person can repeat it', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { courier: 'BRT', lags: true, faults: [{ lost: true }] });
  const requestId = await shop.release(shipmentId);
  await shop.waitForPush(requestId, hasTried(1));
  await shop.age(600_000);
  expect((await tryAgain(shop, requestId, 2)).last_error).toBe('release_unknown');
  await shop.age(7 * 24 * shop.HOUR_MS);
  await tryAgain(shop, requestId, 3);
  const push = await shop.waitForPush(requestId, isOver);
  expect([push.state, push.last_error]).toEqual(['dead', 'release_unknown']);
  expect(await applied(shop)).toHaveLength(1);
  await shop.as('POST', `/v1/pushes/${push.push_id}/retry`);
  await shop.waitForPush(requestId, ({ state }) => state === 'delivered');
  expect(await applied(shop)).toHaveLength(2);
});

test('the scan that shows a parcel on its way settles a release whose answer was lost, before the next attempt is due', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { courier: 'BRT', lags: true, faults: [{ lost: true }] });
  const requestId = await shop.release(shipmentId);
  await shop.waitForPush(requestId, hasTried(1));
  const { next_attempt_at } = await tryAgain(shop, requestId, 2);
  expect(Date.parse(next_attempt_at) - Date.now()).toBeGreaterThan(200_000);
  await shop.report('XX1', 'out_for_delivery');
  expect((await shop.waitForPush(requestId, isOver)).state).toBe('delivered');
  expect(await applied(shop)).toHaveLength(1);
});

test('a second flow does not release a parcel again', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { lags: true });
  await shop.waitForPush(await shop.release(shipmentId), isOver);
  const second = await shop.waitForPush(await shop.release(shipmentId, { action: 'return_to_sender' }), isOver);
  expect([second.state, second.last_error]).toEqual(['dead', 'already_released']);
  expect(await applied(shop)).toHaveLength(1);
});

test('twelve parcels with lost answers are released once each', async () => {
  const shop = await newReleaseShop();
  const kinds = [
    {},
    { faults: [{ lost: true }] },
    { courier: 'BRT' },
    { courier: 'BRT', lags: true, faults: [{ status: 500, applied: true }] },
    { faults: [{ text: 'odd', applied: true }] },
    {},
  ];
  const requests: string[] = [];
  for (let i = 0; i < 12; i += 1) requests.push(await shop.release(await shop.hold(`XX${i}`, kinds[i % kinds.length])));
  const isExpected = (push: any, i: number) =>
    i % kinds.length === 3
      ? push.attempts.length > 1 && push.last_error === 'release_unknown'
      : push.state === 'delivered';
  let unfinished = requests;
  await until(async () => {
    await makePushesDue(shop, unfinished);
    const pushes = await Promise.all(unfinished.map((requestId) => shop.push(requestId)));
    unfinished = unfinished.filter((requestId, i) => !isExpected(pushes[i], requests.indexOf(requestId)));
    expect(unfinished).toEqual([]);
  }, 60_000);
  const ids = (await applied(shop)).map(({ id }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([12, 12]);
}, 90_000);

test('parcels that stay held after lost answers do not stop other releases', async () => {
  const shop = await newReleaseShop();
  const lagging: string[] = [];
  // Five failures in a row open the store's circuit.
  for (let i = 0; i < 3; i += 1) {
    const shipmentId = await shop.hold(`LAG${i}`, { courier: 'BRT', lags: true, faults: [{ lost: true }] });
    lagging.push(await shop.release(shipmentId));
  }
  for (const attempts of [1, 2]) {
    await Promise.all(lagging.map((requestId) => shop.waitForPush(requestId, hasTried(attempts))));
    if (attempts === 1) await makePushesDue(shop);
  }
  const requestId = await shop.release(await shop.hold('XX1'));
  expect((await shop.waitForStatus(requestId, 'completed')).outcome).toBe('released');
  const last = await shop.push(lagging[0] ?? '');
  expect(last.attempts.at(-1)).toMatchObject({ status: 200, error: 'release_unknown' });
});

test('a crash between the call and its result does not release a parcel again', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { courier: 'BRT', lags: true, faults: [{ lost: true }] });
  const requestId = await shop.release(shipmentId);
  const { push_id } = await shop.waitForPush(requestId, hasTried(1));
  // As after a kill: the call was made, and neither its result nor the attempt was written.
  await env.DB.batch([
    env.DB.prepare("delete from shipment_events where id_store = ? and release = 'unknown'").bind(shop.storeId),
    env.DB.prepare('update shipments set event_count = event_count - 1 where id_store = ?').bind(shop.storeId),
    env.DB.prepare('delete from push_attempts where push_id = ?').bind(push_id),
    env.DB.prepare('update pushes set attempts = 0, last_error = null where push_id = ?').bind(push_id),
  ]);
  expect((await tryAgain(shop, requestId, 1)).last_error).toBe('release_unknown');
  expect(await applied(shop)).toHaveLength(1);
});

test('verify waits until the parcel leaves its hold', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1');
  const requestId = await shop.release(shipmentId, undefined, { verify: true, on_unverified: 'doubt' });
  const waiting = await shop.waitForPush(requestId, hasTried(1));
  expect([waiting.state, waiting.last_error]).toEqual(['retrying', 'verify_still_held']);
  await shop.report('XX1', 'out_for_delivery');
  await makePushesDue(shop);
  expect((await shop.waitForStatus(requestId, 'completed')).outcome).toBe('released');
  const push = await shop.push(requestId);
  expect([push.state, push.attempts.length]).toEqual(['delivered', 1]);
});

test('a parcel that is still held after a working day is unverified', async () => {
  const shop = await newReleaseShop();
  const shipmentId = await shop.hold('XX1', { courier: 'BRT', lags: true });
  const requestId = await shop.release(shipmentId, undefined, { verify: true, on_unverified: 'doubt' });
  await shop.waitForPush(requestId, hasTried(1));
  await shop.age(7 * 24 * shop.HOUR_MS);
  await makePushesDue(shop);
  expect((await shop.waitForStatus(requestId, 'completed')).outcome).toBe('doubt');
  expect(await applied(shop)).toHaveLength(1);
});

test('without a platform the shop itself gets the push, and is not sent it again by verify', async () => {
  const shop = await newReleaseShop({ hasPlatform: false });
  const shipmentId = await shop.hold('XX1');
  const requestId = await shop.release(shipmentId, { action: 'pickup', note: 'al deposito' }, { verify: true });
  await shop.waitForPush(requestId, hasTried(1));
  await shop.report('XX1', 'ready_for_pickup');
  await makePushesDue(shop);
  expect((await shop.waitForStatus(requestId, 'completed')).outcome).toBe('released');
  expect((await shop.merchantCalls()).deliveries.map(({ body }) => body)).toEqual([
    expect.objectContaining({
      type: 'shipment',
      object_id: shipmentId,
      sequence: 1,
      variables: { action: 'pickup', note: 'al deposito', tracking_number: 'XX1', carrier: 'gls-it', hold_episode: 1 },
    }),
  ]);
});

test.each([{ action: 'destroy' }, { action: 'redeliver_new_address', address: '' }])(
  'without a platform the shop does not get a push that releases nothing: %j',
  async (variables) => {
    const shop = await newReleaseShop({ hasPlatform: false });
    const push = await shop.waitForPush(await shop.release(await shop.hold('XX1'), variables), isOver);
    expect([push.state, push.last_error]).toEqual(['dead', 'invalid_variables']);
    expect((await shop.merchantCalls()).deliveries).toEqual([]);
  },
);

test('an object of the same type that is no shipment of ours goes to the shop as it is', async () => {
  const shop = await newReleaseShop();
  const requestId = await shop.release('theirs-17', { colour: 'red' });
  await shop.waitForStatus(requestId, 'completed');
  const [delivery] = (await shop.merchantCalls()).deliveries;
  expect(delivery.body).toMatchObject({ type: 'shipment', object_id: 'theirs-17', variables: { colour: 'red' } });
});
