import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { measureBatch, measureCall } from '../support/call-cost';
import { PLATFORMS, type Platform, sendPlatformWebhook } from '../support/platform-webhooks';
import { newScene, type Scene, until } from '../support/scene';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Adds a flow that records the shipment and the order of its run. */
const recordingFlow = (on: string, more: Record<string, unknown> = {}) => ({
  trigger: { on, ...more },
  steps: [
    {
      id: 'see',
      do: 'set',
      variables: {
        seen: '{{ shipment.state }} {{ shipment.tracking_number }} {{ shipment.attempts }} {{ shipment.held.reason }}',
      },
    },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
});

const order = (more: Record<string, unknown> = {}) => ({
  order_id: '1042',
  order_number: '#1042',
  currency: 'EUR',
  total: '59.90',
  customer: { first_name: 'Giulia', phone: '+393330000001' },
  items: [{ name: 'Tazza', quantity: 1 }],
  ...more,
});

async function newShop(platform: Platform = 'qapla') {
  const scene = await newScene();
  const use = async (next: Platform) => {
    const changed = await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { shipping: PLATFORMS[next].shipping });
    if (changed.status !== 200) throw new Error(JSON.stringify(changed.body));
  };
  await use(platform);
  return {
    ...scene,
    use,
    send: (source: string, body: Record<string, any> | string, options = {}) =>
      sendPlatformWebhook(scene, source, body, options),
    addOrder: async (more: Record<string, unknown> = {}) => {
      const { status, body } = await scene.as('POST', '/v1/createOrder', order({ id_store: scene.storeId, ...more }));
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body;
    },
    runs: async (): Promise<any[]> => (await scene.as('GET', '/v1/getRequests?limit=100')).body.data,
    /** Waits until this many webhooks have been processed, and returns their events. */
    waitForEvents: (count: number) =>
      until(async () => {
        const { body } = await scene.as('GET', '/v1/inbound_events?type=inbound.shipment&limit=100');
        if (body.data.length < count) throw new Error(`${body.data.length} of ${count} webhooks are processed`);
        return body.data as any[];
      }),
    shipments: async () =>
      (
        await env.DB.prepare(
          'select shipment_id, order_id, state, attempts, event_count, tracking_number from shipments where account_id = ? order by shipment_id',
        )
          .bind(scene.accountId)
          .all<Record<string, any>>()
      ).results,
  };
}

const variablesOf = async (shop: Pick<Scene, 'waitForStatus'>, requestId: string) =>
  (await shop.waitForStatus(requestId, 'completed')).variables;

describe.each(Object.keys(PLATFORMS) as Platform[])('a webhook of %s', (source) => {
  test('starts a flow about the order once, however often it comes', async () => {
    const shop = await newShop(source);
    await shop.addOrder();
    await shop.saveFlow(
      recordingFlow('shipment.attempt_failed', { when: 'order.total > 50 and shipment.attempts == 1' }),
    );
    await shop.saveFlow(recordingFlow('shipment.attempt_failed', { when: 'order.total > 60' }), 'dear');
    const sample = PLATFORMS[source].sample(HOUR_MS);
    for (const slash of ['/', '']) {
      const answer = await shop.send(source, sample, { slash });
      expect([answer.status, answer.body]).toEqual([200, source === 'qapla' ? { result: 'OK' } : '']);
    }
    const [event] = await shop.waitForEvents(1);
    expect(event).toMatchObject({ type: 'inbound.shipment', state: 'applied' });
    expect(event.about).toEqual({ id_store: shop.storeId, source, topic: null, order_id: '1042', webhook_id: null });
    const [run, ...others] = await shop.runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ flow: 'flow', user_key: '+393330000001', object: { type: 'order', id: '1042' } });
    expect(await variablesOf(shop, run.request_id)).toEqual({ seen: 'attempt_failed XX990000017 1 ' });
    const answer = await shop.send(source, sample);
    expect(answer.status).toBe(200);
    expect(await shop.runs()).toHaveLength(1);
  });

  test('with a wrong proof or for another platform is refused with 401', async () => {
    const shop = await newShop(source);
    const sample = PLATFORMS[source].sample(HOUR_MS);
    const wrong =
      source === 'qapla'
        ? [await shop.send(source, { ...sample, apiKey: 'QAPLA_CHANNEL_PRIVATE_KEX' })]
        : [
            await shop.send(source, sample, { headers: {} }),
            await shop.send(source, sample, { headers: await PLATFORMS[source].headers(`${JSON.stringify(sample)} `) }),
          ].slice(0, source === 'shippypro' ? 1 : 2);
    const other = source === 'qapla' ? 'sendcloud' : 'qapla';
    wrong.push(await shop.send(other, PLATFORMS[other].sample(HOUR_MS)));
    expect(wrong.map(({ status, body }) => [status, body.code])).toEqual(wrong.map(() => [401, 'invalid_signature']));
  });
});

describe('the address', () => {
  test('needs the scope webhook:shipments, a store and a known platform', async () => {
    const shop = await newShop();
    const made = await shop.as('POST', '/v1/keys', { name: 'x', scopes: ['webhook:shopify'] });
    const body = PLATFORMS.qapla.sample(0);
    const answers = [
      await sendPlatformWebhook({ key: made.body.api_key, storeId: shop.storeId }, 'qapla', body),
      await sendPlatformWebhook({ key: shop.key, storeId: '' }, 'qapla', body),
      await sendPlatformWebhook({ key: shop.key, storeId: 'str_00000000000000000000000000' }, 'qapla', body),
      await shop.send('fedex', body, { headers: {} }),
      await shop.send('qapla', '{'),
      await shop.send('qapla', `{"a":"${'x'.repeat(3 * 1_024 * 1_024)}"}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 422, 404, 404, 400, 413]);
  });

  test('answers 503 if the queue does not take the webhook', async () => {
    const shop = await newShop();
    const url = `https://aisac.test/webhook/shipments/qapla/?api_key=${shop.key}&id_store=${shop.storeId}`;
    const body = JSON.stringify(PLATFORMS.qapla.sample(0));
    const INBOUND = {
      async send() {
        throw new Error('the queue is down');
      },
    } as unknown as Queue;
    const { response } = await measureCall(new Request(url, { method: 'POST', body }), { INBOUND });
    expect(response.status).toBe(503);
  });

  test('costs no D1 statement and one queue send when it is warm', async () => {
    const shop = await newShop();
    const url = `https://aisac.test/webhook/shipments/qapla/?api_key=${shop.key}&id_store=${shop.storeId}`;
    const post = (ago: number) =>
      measureCall(new Request(url, { method: 'POST', body: JSON.stringify(PLATFORMS.qapla.sample(ago)) }));
    await post(1);
    const { response, counts } = await post(MINUTE_MS);
    expect(await response.text()).toBe('{"result":"OK"}');
    expect(counts).toEqual({ roundTrips: 0, statements: 0, queueSends: 1 });
  });
});

test("the key of Qapla' is in no event, no row and no file", async () => {
  const shop = await newShop();
  await shop.addOrder();
  await shop.send('qapla', PLATFORMS.qapla.sample(HOUR_MS));
  const large = {
    ...PLATFORMS.qapla.sample(2 * HOUR_MS),
    notes: 'x'.repeat(200_000),
    more: [{ apiKey: 'QAPLA_CHANNEL_PRIVATE_KEY' }],
  };
  await shop.send('qapla', large);
  const events = await shop.waitForEvents(2);
  for (const { event_id: id } of events) {
    const { body } = await shop.as('GET', `/v1/inbound_events/${id}`);
    expect(body.body.payload).toContain('XX990000017');
    expect(JSON.stringify(body)).not.toContain('QAPLA_CHANNEL_PRIVATE_KEY');
  }
  const { results } = await env.DB.prepare('select body from events where account_id = ?').bind(shop.accountId).all();
  expect(JSON.stringify(results)).not.toContain('QAPLA_CHANNEL_PRIVATE_KEY');
});

/** Returns a webhook of Qapla' about a parcel. */
const qapla = (ago: number, more: Record<string, unknown>) => ({ ...PLATFORMS.qapla.sample(ago), ...more });
const HELD = { qaplaStatusID: '6', statusDetails: [{ id: 1, detail: 'GIACENZA' }] };
const IN_TRANSIT = { qaplaStatusID: '3', statusDetails: [] };
const OUT = { qaplaStatusID: '4', statusDetails: [] };
const DELIVERED = { qaplaStatusID: '99', statusDetails: [] };

describe('flows', () => {
  test('of every event in the life of a parcel start once, in any order of arrival', async () => {
    const shop = await newShop();
    await shop.addOrder();
    for (const on of ['in_transit', 'out_for_delivery', 'held', 'delivered']) {
      await shop.saveFlow(recordingFlow(`shipment.${on}`), on);
    }
    await shop.send('qapla', qapla(9 * HOUR_MS, IN_TRANSIT));
    await shop.waitForEvents(1);
    await shop.send('qapla', qapla(5 * HOUR_MS, HELD));
    await shop.waitForEvents(2);
    // A late event starts nothing, and the same state again neither.
    await shop.send('qapla', qapla(7 * HOUR_MS, OUT));
    await shop.send('qapla', qapla(4 * HOUR_MS, HELD));
    await shop.waitForEvents(4);
    await shop.send('qapla', qapla(HOUR_MS, DELIVERED));
    await shop.waitForEvents(5);
    expect((await shop.runs()).map(({ flow }): string => flow).toSorted()).toEqual(['delivered', 'held', 'in_transit']);
    const held = (await shop.runs()).find(({ flow }) => flow === 'held');
    expect(await variablesOf(shop, held.request_id)).toEqual({ seen: 'held XX990000017 0 ' });
  });

  test('are not started by an event of more than 48 hours ago, nor by a first sight of a delivered parcel', async () => {
    const shop = await newShop();
    await shop.addOrder();
    await shop.saveFlow(recordingFlow('shipment.held'), 'held');
    await shop.saveFlow(recordingFlow('shipment.delivered'), 'delivered');
    await shop.send('qapla', qapla(49 * HOUR_MS, { ...HELD, trackingNumber: 'OLD' }));
    await shop.send('qapla', qapla(HOUR_MS, { ...DELIVERED, trackingNumber: 'NEW' }));
    await shop.waitForEvents(2);
    expect((await shop.shipments()).map(({ state }) => String(state)).toSorted()).toEqual(['delivered', 'held']);
    expect(await shop.runs()).toEqual([]);
  });

  test('are cancelled by a later event of the same batch that their cancel_on names', async () => {
    const shop = await newShop();
    const cancel = [{ on: 'shipment.out_for_delivery' }];
    await shop.saveFlow({ ...recordingFlow('shipment.held'), cancel_on: cancel }, 'held');
    await shop.saveFlow(recordingFlow('shipment.out_for_delivery'), 'out');
    await shop.addOrder();
    const at = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
    const event = (state: string, hours: number) => ({
      id_store: shop.storeId,
      order_id: '1042',
      parcel: { tracking_number: 'A' },
      event: { state, at: at(hours) },
    });
    const { body } = await shop.as('POST', '/v1/shipment_events', {
      data: [event('held', 2), event('out_for_delivery', 1)],
    });
    const [[held], [out]] = body.data.map(({ request_ids }: { request_ids: string[] }) => request_ids);
    expect(await shop.request(held)).toMatchObject({ status: 'cancelled', outcome: 'shipment.out_for_delivery' });
    expect(await shop.request(out)).not.toMatchObject({ status: 'cancelled' });
  });

  test('that wait are cancelled by an event of their own parcel, or of any if the order started them', async () => {
    const shop = await newShop();
    const wait = [
      { id: 'pause', do: 'wait', for: '1d' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ];
    const cancel = [{ on: 'shipment.delivered' }];
    await shop.saveFlow({ trigger: { on: 'shipment.held' }, cancel_on: cancel, steps: wait }, 'held');
    await shop.saveFlow({ trigger: { on: 'order.created' }, cancel_on: cancel, steps: wait }, 'ordered');
    await shop.addOrder();
    await shop.send('qapla', qapla(3 * HOUR_MS, { ...HELD, trackingNumber: 'A' }));
    await shop.send('qapla', qapla(3 * HOUR_MS, { ...HELD, trackingNumber: 'B' }));
    await shop.waitForEvents(2);
    expect(await shop.runs()).toHaveLength(3);
    await shop.send('qapla', qapla(HOUR_MS, { ...DELIVERED, trackingNumber: 'A' }));
    await shop.waitForEvents(3);
    const runs = await shop.runs();
    expect(runs.filter(({ status }) => status === 'cancelled').map(({ flow, outcome }) => [flow, outcome])).toEqual(
      expect.arrayContaining([
        ['held', 'shipment.delivered'],
        ['ordered', 'shipment.delivered'],
      ]),
    );
    expect(runs.filter(({ status }) => status !== 'cancelled')).toHaveLength(1);
  });
});

describe('a status after which a parcel is usually held', () => {
  const PROBABLY_HELD: [Platform, (ago: number) => Record<string, any>, string | null][] = [
    [
      'aftership',
      (ago) => {
        const sample = PLATFORMS.aftership.sample(ago);
        const status = { tag: 'Exception', subtag: 'Exception_003' };
        const [before, last] = sample.msg.checkpoints;
        return { ...sample, msg: { ...sample.msg, ...status, checkpoints: [before, { ...last, ...status }] } };
      },
      'refused',
    ],
    [
      'sendcloud',
      (ago) => {
        const sample = PLATFORMS.sendcloud.sample(ago);
        return { ...sample, parcel: { ...sample.parcel, status: { id: 80, message: 'Unable to deliver' } } };
      },
      null,
    ],
  ];

  test.each(PROBABLY_HELD)('of %s holds it only with treat_as_held', async (source, sample, reason) => {
    const shop = await newShop(source);
    await shop.addOrder();
    await shop.saveFlow(recordingFlow('shipment.held'), 'held');
    await shop.saveFlow(recordingFlow('shipment.problem'), 'problem');
    await shop.send(source, sample(3 * HOUR_MS));
    await shop.waitForEvents(1);
    await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shipping: { treat_as_held: true } });
    await shop.send(source, sample(HOUR_MS));
    const [treated, plain] = await shop.waitForEvents(2);
    const [held, problem] = await shop.runs();
    expect([held.flow, problem.flow]).toEqual(['held', 'problem']);
    expect(await variablesOf(shop, held.request_id)).toEqual({ seen: `held XX990000017 0 ${reason ?? ''}` });
    const bodyOf = async ({ event_id: id }: any) => (await shop.as('GET', `/v1/events/${id}`)).body.body;
    expect((await bodyOf(treated)).treat_as_held).toBe(true);
    expect((await bodyOf(plain)).treat_as_held).toBeUndefined();
  });
});

test('an expired tracking of AfterShip starts the flow of a problem, once', async () => {
  const shop = await newShop('aftership');
  await shop.addOrder();
  await shop.saveFlow(recordingFlow('shipment.problem'));
  const sample = PLATFORMS.aftership.sample(HOUR_MS);
  const expired = { tag: 'Expired', subtag: 'Expired_001' };
  const checkpoints = [{ ...sample.msg.checkpoints.at(-1), ...expired }];
  await shop.send('aftership', { ...sample, msg: { ...sample.msg, ...expired, checkpoints } });
  await shop.waitForEvents(1);
  expect((await shop.runs()).map(({ flow }) => flow)).toEqual(['flow']);
  expect(await shop.shipments()).toMatchObject([{ event_count: 1 }]);
});

test('an unknown status is shown, counted and warned of, and means something once the merchant says what', async () => {
  const shop = await newShop();
  await shop.addOrder();
  await shop.saveFlow(recordingFlow('shipment.held'));
  const unknown = (ago: number) => ({
    ...PLATFORMS.qapla.sample(ago),
    qaplaStatusID: '77',
    statusDetails: [],
    courierStatus: 'GIACENZA APERTA',
  });
  await shop.send('qapla', unknown(3 * HOUR_MS));
  await shop.send('qapla', unknown(2 * HOUR_MS));
  await shop.waitForEvents(2);
  const id = (await shop.shipments())[0]?.shipment_id;
  const events = async () => (await shop.as('GET', `/v1/shipments/${id}`)).body.events;
  const shown = { state: null, raw_code: '77', raw_text: 'GIACENZA APERTA', unknown: true, applied: false, why: null };
  expect(await events()).toMatchObject([shown, shown]);
  const check = async () =>
    (await shop.as('POST', `/v1/stores/${shop.storeId}/check`)).body.checks.find(
      ({ name }: any) => name === 'shipment_statuses',
    );
  expect(await check()).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('qapla 77 «GIACENZA APERTA» (2)'),
  });
  const statuses = [{ text: 'Giacenza aperta', state: 'held', reason: 'other' }];
  expect((await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shipping: { statuses } })).status).toBe(200);
  await shop.send('qapla', unknown(HOUR_MS));
  await shop.waitForEvents(3);
  expect((await events())[2]).toMatchObject({ state: 'held', raw_code: '77', unknown: false, applied: true });
  const [run] = await shop.runs();
  expect(await variablesOf(shop, run.request_id)).toEqual({ seen: 'held XX990000017 0 other' });
});

test('the leading source of an account decides', async () => {
  const shop = await newShop();
  await shop.addOrder();
  const leading = (source: string | null) => shop.as('PATCH', '/v1/account', { leading_shipment_source: source });
  expect((await leading('fedex')).status).toBe(422);
  expect((await leading('qapla')).body.leading_shipment_source).toBe('qapla');
  await shop.send('qapla', PLATFORMS.qapla.sample(2 * HOUR_MS));
  await shop.waitForEvents(1);
  const report = async () => {
    const at = new Date(Date.now() - HOUR_MS).toISOString();
    const event = { order_id: '1042', parcel: { tracking_number: 'XX990000017' }, event: { state: 'delivered', at } };
    return (await shop.as('POST', '/v1/shipment_events', event)).body.data[0];
  };
  expect(await report()).toMatchObject({ applied: false, why: 'not_leading', request_ids: [] });
  expect(await shop.shipments()).toMatchObject([{ state: 'attempt_failed', event_count: 2 }]);
});

describe('a parcel', () => {
  test('of an unknown order is kept, and applied when the order comes', async () => {
    const shop = await newShop();
    await shop.saveFlow(recordingFlow('shipment.in_transit'), 'in_transit');
    await shop.saveFlow(recordingFlow('shipment.held'), 'held');
    await shop.send('qapla', qapla(5 * HOUR_MS, IN_TRANSIT));
    await shop.send('qapla', qapla(2 * HOUR_MS, HELD));
    const events = await shop.waitForEvents(2);
    expect(events.map(({ state, about }) => [state, about.reason])).toEqual([
      ['kept', 'unknown_order'],
      ['kept', 'unknown_order'],
    ]);
    expect(await shop.runs()).toEqual([]);
    await shop.addOrder();
    const [run] = await until(async () => {
      const runs = await shop.runs();
      if (runs.length === 0) throw new Error('no flow has started');
      return runs;
    });
    expect(await variablesOf(shop, run.request_id)).toEqual({ seen: 'held XX990000017 0 ' });
    expect((await shop.runs()).map(({ flow }) => flow)).toEqual(['held']);
    expect(await shop.shipments()).toMatchObject([{ order_id: '1042', state: 'held', event_count: 2 }]);
  });

  test('of which five sources report one failed attempt starts one flow', async () => {
    const shop = await newShop();
    await shop.addOrder({ order_id: '6120458791042' });
    await shop.saveFlow(recordingFlow('shipment.attempt_failed'));
    const queued: any[] = [];
    const INBOUND = {
      async send(body: unknown) {
        queued.push(JSON.parse(JSON.stringify(body)));
      },
    } as unknown as Queue;
    for (const source of Object.keys(PLATFORMS) as Platform[]) {
      await shop.use(source);
      const text = JSON.stringify({ ...PLATFORMS[source].sample(HOUR_MS), TransactionID: '6120458791042' });
      const url = `https://aisac.test/webhook/shipments/${source}/?api_key=${shop.key}&id_store=${shop.storeId}`;
      const request = new Request(url, { method: 'POST', body: text, headers: await PLATFORMS[source].headers(text) });
      expect((await measureCall(request, { INBOUND })).response.status).toBe(200);
    }
    const shopify = {
      ...queued[0],
      event_id: 'evt_of_shopify',
      source: 'shopify',
      topic: 'fulfillments/update',
      digest: 'of-shopify',
      payload: JSON.stringify({
        id: 5410287730946,
        order_id: 6120458791042,
        status: 'success',
        shipment_status: 'attempted_delivery',
        tracking_number: 'XX990000017',
        tracking_numbers: ['XX990000017'],
        updated_at: new Date(Date.now() - HOUR_MS).toISOString(),
      }),
    };
    const cost = await measureBatch('inbound', [...queued, shopify]);
    expect(cost.roundTrips).toBe(2);
    expect(await shop.shipments()).toMatchObject([{ state: 'attempt_failed', attempts: 1 }]);
    expect(await shop.runs()).toHaveLength(1);
  });

  test.each([30])('of %i of one order each has its own state and flow', async (count) => {
    const shop = await newShop();
    await shop.addOrder();
    await shop.saveFlow(recordingFlow('shipment.held', { when: `order.shipments.size == ${count}` }));
    const queued = Array.from({ length: count }, (_, i) => ({
      type: 'shipment',
      event_id: `evt_${shop.storeId}_${i}`,
      account_id: shop.accountId,
      id_store: shop.storeId,
      source: 'qapla',
      topic: null,
      webhook_id: null,
      digest: `${i}`,
      received_at: Date.now(),
      payload: JSON.stringify(qapla(HOUR_MS, { ...HELD, trackingNumber: `P${i}` })),
      claim: null,
    }));
    expect((await measureBatch('inbound', queued)).roundTrips).toBe(2);
    expect((await measureBatch('inbound', queued)).roundTrips).toBe(1);
    expect(await shop.shipments()).toHaveLength(count);
    expect(await shop.runs()).toHaveLength(count);
  });
});
