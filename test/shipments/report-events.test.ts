import { beforeEach, describe, expect, test } from 'vitest';
import { until } from '../support/scene';
import { call } from '../support/tenant';
import { ago, HOUR, newParcelShop, ORDER } from './parcel-shop';

let shop: Awaited<ReturnType<typeof newParcelShop>>;
beforeEach(async () => {
  shop = await newParcelShop();
});

const HELD = {
  order_id: '1042',
  parcel: { tracking_number: 'XX990000017', carrier: 'gls-it', tracking_url: 'https://t.example/XX990000017' },
  event: {
    id: 'shop-17',
    state: 'held',
    reason: 'recipient_absent',
    at: '2026-11-27T12:40:00+01:00',
    hold_until: '2026-12-07',
    place: 'Milano',
  },
};

describe('one event', () => {
  test('is applied, and the shipment shows the state and the event', async () => {
    const { status, body } = await shop.report({ ...HELD, id_store: shop.storeId });
    const { shipment_id, event_id } = body.data[0];
    expect([status, body]).toEqual([
      200,
      { data: [{ shipment_id, event_id, applied: true, why: 'older_than_48h', request_ids: [] }] },
    ]);
    expect([shipment_id, event_id]).toEqual([
      expect.stringMatching(/^shp_[0-9a-z]{26}$/),
      expect.stringMatching(/^she_[0-9a-z]{26}$/),
    ]);
    const { events, ...shipment } = await shop.show(shipment_id);
    expect(shipment).toEqual({
      shipment_id,
      id_store: shop.storeId,
      order_id: '1042',
      carrier: 'gls-it',
      tracking_number: 'XX990000017',
      tracking_url: 'https://t.example/XX990000017',
      state: 'held',
      state_at: '2026-11-27T12:40:00.000+01:00',
      attempts: 0,
      held: {
        episode: 1,
        reason: 'recipient_absent',
        since: '2026-11-27T12:40:00.000+01:00',
        until: '2026-12-07T23:59:00.000+01:00',
        release: null,
      },
      delayed: false,
      problem: false,
      disputed: false,
      expected_at: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(events).toEqual([
      {
        event_id,
        source: 'api',
        unknown: false,
        source_event_id: 'shop-17',
        state: 'held',
        mark: null,
        reason: 'recipient_absent',
        raw_code: null,
        raw_text: null,
        place: 'Milano',
        happened_at: '2026-11-27T12:40:00.000+01:00',
        precision: 'minute',
        received_at: expect.any(String),
        hold_until: '2026-12-07T23:59:00.000+01:00',
        expected_at: null,
        release: null,
        applied: true,
        why: 'older_than_48h',
      },
    ]);
    expect((await shop.list()).data).toEqual([shipment]);
  });

  test('may be a mark without a state, and null members count as absent', async () => {
    const [delayed] = await shop.reportAll(shop.event(undefined, { mark: 'delayed', reason: null } as object));
    expect(delayed).toMatchObject({ applied: true, why: null });
    const [problem] = await shop.reportAll(shop.event('in_transit', { mark: 'problem', reason: 'damaged' } as object));
    expect(problem).toMatchObject({ applied: true, shipment_id: delayed.shipment_id });
    expect(await shop.show(delayed.shipment_id)).toMatchObject({ state: 'in_transit', delayed: true, problem: true });
  });

  test("may name its parcel by the shop's own id, which gets its number later", async () => {
    const [first] = await shop.reportAll(shop.event('announced', { parcel: { id: 'P-1' } as never }));
    const both = { id: 'P-1', tracking_number: 'xx 1' };
    const [second] = await shop.reportAll(shop.event('in_transit', { parcel: both }));
    const [third] = await shop.reportAll(shop.event('out_for_delivery', { at: ago(1_000) } as object));
    expect(new Set([first, second, third].map(({ shipment_id }) => shipment_id)).size).toBe(1);
    expect(await shop.show(first.shipment_id)).toMatchObject({ tracking_number: 'xx 1', state: 'out_for_delivery' });
  });
});

describe('times', () => {
  test.each([
    ['local time in winter', '2026-01-15T10:00', '2026-01-15T10:00:00.000+01:00'],
    ['local time in summer', '2026-07-15T10:00:30', '2026-07-15T10:00:30.000+02:00'],
    ['UTC', '2026-07-15T10:00:00Z', '2026-07-15T12:00:00.000+02:00'],
    ['the hour that autumn repeats is the first', '2026-10-25T02:30', '2026-10-25T02:30:00.000+02:00'],
    ['the second one has an offset', '2026-10-25T02:30:00+01:00', '2026-10-25T02:30:00.000+01:00'],
    ['years ago', '2019-03-01T08:00:00+01:00', '2019-03-01T08:00:00.000+01:00'],
  ])('%s', async (_, at, expected) => {
    const [item] = await shop.reportAll(shop.event('delivered', { at } as object));
    expect(item).toMatchObject({ applied: true, why: 'older_than_48h' });
    expect((await shop.show(item.shipment_id)).state_at).toBe(expected);
  });

  test("are local times of the account's own zone", async () => {
    const abroad = await newParcelShop(['1042'], { time_zone: 'America/New_York' });
    const [item] = await abroad.reportAll(
      abroad.event('held', { at: '2026-07-15', hold_until: '2026-07-20' } as object),
    );
    expect(await abroad.show(item.shipment_id)).toMatchObject({
      state_at: '2026-07-15T23:59:00.000-04:00',
      held: { until: '2026-07-20T23:59:00.000-04:00' },
    });
  });

  test('of the future are cut to the receipt, and the event repeated is a duplicate', async () => {
    const event = shop.event('in_transit', { at: '2098-01-01T00:00:00Z' } as object);
    const [first] = await shop.reportAll(event);
    expect(first).toMatchObject({ applied: true, why: null });
    const { state_at, events } = await shop.show(first.shipment_id);
    expect(state_at).toBe(events[0].received_at);
    expect(await shop.reportAll(event)).toMatchObject([{ event_id: first.event_id, why: 'duplicate' }]);
  });

  test('a day without an hour is its beginning, or its end where the state ends the day', async () => {
    const days = { in_transit: '00:00', attempt_failed: '00:00', held: '23:59', delivered: '23:59', returned: '23:59' };
    for (const [state, clock] of Object.entries(days)) {
      const parcel = { tracking_number: `DAY-${state}` };
      const [item] = await shop.reportAll(shop.event(state, { at: '2026-03-29', parcel } as object));
      const { events } = await shop.show(item.shipment_id);
      const offset = clock === '00:00' ? '+01:00' : '+02:00';
      expect([events[0].happened_at, events[0].precision]).toEqual([`2026-03-29T${clock}:00.000${offset}`, 'day']);
    }
  });
});

describe('what is refused', () => {
  const base = HELD.event;
  test.each<[string, unknown, string, string]>([
    ['an unknown state', { ...HELD, event: { ...base, state: 'lost_in_space' } }, '/event/state', 'invalid_value'],
    ['an unknown mark', { ...HELD, event: { ...base, mark: 'odd' } }, '/event/mark', 'invalid_value'],
    ['an unknown reason', { ...HELD, event: { ...base, reason: 'bored' } }, '/event/reason', 'invalid_value'],
    ['neither state nor mark', { ...HELD, event: { at: base.at } }, '/event/state', 'custom'],
    ['no time', { ...HELD, event: { state: 'held' } }, '/event/at', 'invalid_type'],
    ['no time at all', { ...HELD, event: { ...base, at: 'yesterday' } }, '/event/at', 'invalid_instant'],
    ['30 February', { ...HELD, event: { ...base, at: '2026-02-30' } }, '/event/at', 'invalid_instant'],
    [
      'the hour that spring skips',
      { ...HELD, event: { ...base, at: '2026-03-29T02:30' } },
      '/event/at',
      'skipped_hour',
    ],
    [
      'a deadline that is none',
      { ...HELD, event: { ...base, hold_until: 'x' } },
      '/event/hold_until',
      'invalid_instant',
    ],
    ['no parcel', { ...HELD, parcel: {} }, '/parcel/tracking_number', 'custom'],
    ['a blank number', { ...HELD, parcel: { tracking_number: '  ' } }, '/parcel/tracking_number', 'too_small'],
    [
      'a link that is none',
      { ...HELD, parcel: { id: 'p', tracking_url: 'javascript:1' } },
      '/parcel/tracking_url',
      'invalid_format',
    ],
    ['no order', { ...HELD, order_id: undefined }, '/order_id', 'invalid_type'],
    ['a number as the order', { ...HELD, order_id: 1042 }, '/order_id', 'invalid_type'],
    ['a typo', { ...HELD, event: { ...base, hold_untill: '2026-12-07' } }, '/event/hold_untill', 'unknown_member'],
    ['a typo at the top', { ...HELD, ordr: {} }, '/ordr', 'unknown_member'],
    ['no events', { data: [] }, '/data', 'too_small'],
    ['101 events', { data: Array.from({ length: 101 }, () => HELD) }, '/data', 'too_big'],
    [
      'a wrong event among others',
      { data: [HELD, HELD, { ...HELD, event: { ...base, state: 'gone' } }] },
      '/data/2/event/state',
      'invalid_value',
    ],
    [
      'a wrong time among others',
      { data: [HELD, { ...HELD, event: { ...base, at: '2026-03-29 02:01' } }] },
      '/data/1/event/at',
      'skipped_hour',
    ],
    ['a list beside an event', { ...HELD, data: [HELD] }, '/data', 'unknown_member'],
    ['an order of another id', { ...HELD, order: { ...ORDER, order_id: '7' } }, '/order/order_id', 'custom'],
    ['a wrong order', { data: [{ ...HELD, order: { ...ORDER, total: 'much' } }] }, '/data/0/order/total', 'custom'],
  ])('%s', async (_, body, path, code) => {
    const answer = await shop.report(body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'validation_failed', trace_id: answer.headers.get('x-trace-id') });
    expect(answer.body.errors.map((each: any) => [each.path, each.code])).toEqual([[path, code]]);
    expect((await shop.list()).data).toEqual([]);
  });

  test.each([[[]], ['x'], [{}]])('a body that is no event: %j', async (body) => {
    const answer = await shop.report(JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      {
        path: '',
        code: 'invalid_union',
        message: 'must be one event, or an object whose `data` lists 1 to 100 events',
      },
    ]);
  });

  test('every wrong time of a batch is named', async () => {
    const wrong = (at: string) => ({ ...HELD, event: { ...base, at, hold_until: 'never' } });
    const { body } = await shop.report({ data: [wrong('x'), HELD, wrong('y')] });
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      '/data/0/event/at',
      '/data/0/event/hold_until',
      '/data/2/event/at',
      '/data/2/event/hold_until',
    ]);
  });

  test("another account's store, and no store where there are two; then nothing is applied", async () => {
    const other = await newParcelShop();
    const mine = shop.event('held');
    const foreign = await shop.report({ data: [mine, { ...mine, id_store: other.storeId }] });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'store_not_found']);
    await shop.as('POST', '/v1/stores', { name: 'Altro', kind: 'custom' });
    const unclear = await shop.report(mine);
    expect([unclear.status, unclear.body.code]).toEqual([422, 'store_required']);
    expect([(await shop.list()).data, (await other.list()).data]).toEqual([[], []]);
    const named = await shop.report({ ...mine, id_store: shop.storeId });
    expect(named.body.data).toMatchObject([{ applied: true }]);
  });

  test('a key without shipments:write; one with only it can do nothing else', async () => {
    const keyOf = async (scope: string) =>
      (await shop.as('POST', '/v1/keys', { name: scope, scopes: [scope] })).body.api_key as string;
    const [orders, shipments] = [await keyOf('orders:write'), await keyOf('shipments:write')];
    const send = (key: string, method: string, path: string, body?: object) =>
      call(method, path, { body, headers: { 'x-api-key': key } });
    expect((await send(orders, 'POST', '/v1/shipment_events', HELD)).body.code).toBe('missing_scope');
    expect((await send(shipments, 'POST', '/v1/shipment_events', HELD)).status).toBe(200);
    expect((await send(shipments, 'GET', '/v1/shipments')).body.code).toBe('missing_scope');
    expect((await send(shipments, 'POST', '/v1/createOrder', { ...ORDER, order_id: '1' })).body.code).toBe(
      'missing_scope',
    );
  });
});

describe('duplicated, late and concurrent events', () => {
  test('a repeated event is a duplicate, by its id or by its content, also within a call', async () => {
    const byId = shop.event('held', { id: 'e1' } as object);
    const byContent = shop.event('in_transit', { at: ago(2 * HOUR) } as object);
    const first = await shop.reportAll(byId, byId, byContent, byContent);
    expect(first.map(({ applied, why }) => [applied, why])).toEqual([
      [true, null],
      [false, 'duplicate'],
      [false, 'late'],
      [false, 'duplicate'],
    ]);
    const again = await shop.reportAll(byId, byContent);
    expect(again).toMatchObject([
      { applied: false, why: 'duplicate', event_id: first[0].event_id },
      { applied: false, why: 'duplicate', event_id: first[2].event_id },
    ]);
    expect((await shop.show(first[0].shipment_id)).events).toHaveLength(2);
  });

  test('the state does not depend on the order in which events come', async () => {
    const at = (hours: number) => ({ at: ago(hours * HOUR) }) as object;
    const life = [
      shop.event('in_transit', at(20)),
      shop.event('attempt_failed', at(10)),
      shop.event('held', { ...at(5), reason: 'refused' } as object),
    ];
    const other = life.toReversed().map((event) => ({ ...event, parcel: { tracking_number: 'XX2' } }));
    const [[item], back] = [await shop.reportAll(...life), await shop.reportAll(...other)];
    expect(back.map(({ why }) => why)).toEqual([null, 'late', 'late']);
    const states = await Promise.all([item, back[0]].map(({ shipment_id }) => shop.show(shipment_id)));
    expect(states.map(({ state, attempts, held }) => [state, attempts, held.reason])).toEqual([
      ['held', 1, 'refused'],
      ['held', 1, 'refused'],
    ]);
    expect(states.map(({ events }) => events.map((each: any) => each.state))).toEqual([
      ['in_transit', 'attempt_failed', 'held'],
      ['in_transit', 'attempt_failed', 'held'],
    ]);
  });

  test('of the same minute keep the order of their call; of several calls, that of the life of a parcel', async () => {
    const at = { at: ago(HOUR) } as object;
    const [held, out] = await shop.reportAll(shop.event('held', at), shop.event('out_for_delivery', at));
    expect([held.why, out.why]).toEqual([null, null]);
    expect(await shop.show(held.shipment_id)).toMatchObject({ state: 'out_for_delivery' });
    const other = { ...at, parcel: { tracking_number: 'XX2' } };
    const calls = [
      await shop.reportAll(shop.event('held', other)),
      await shop.reportAll(shop.event('in_transit', other)),
    ];
    expect(calls.map(([item]) => item.why)).toEqual([null, 'late']);
    expect(await shop.show(calls[0]?.[0].shipment_id)).toMatchObject({ state: 'held' });
  });

  test('ten concurrent calls apply an event once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.report(HELD)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const items = answers.map(({ body }) => body.data[0]);
    expect(items.filter(({ applied }) => applied)).toHaveLength(1);
    expect(new Set(items.map(({ event_id }) => event_id)).size).toBe(1);
    expect((await shop.list()).data).toHaveLength(1);
  });

  test('the same Idempotency-Key gets the first answer again', async () => {
    const header = { 'idempotency-key': 'parcels-1' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.report(HELD, header)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body.data).toMatchObject([{ applied: true }]);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    const other = await shop.report({ ...HELD, order_id: '7', order: ORDER }, header);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await shop.as('GET', '/v1/orders')).body.data).toHaveLength(1);
    const empty = { 'idempotency-key': 'parcels-2' };
    const repeated = [await shop.report(HELD, empty), await shop.report(HELD, empty)];
    expect(repeated.map(({ body }) => body.data[0].why)).toEqual(['duplicate', 'duplicate']);
    expect(repeated.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });
});

describe('orders', () => {
  test('one number for two orders is two parcels', async () => {
    await shop.addOrder('1043');
    const [one, two] = await shop.reportAll(shop.event('held'), shop.event('delivered', { order_id: '1043' }));
    expect(one.shipment_id).not.toBe(two.shipment_id);
    const { data } = await shop.list('?tracking_number=xx%201');
    expect(data.map((each: any) => [each.order_id, each.state])).toEqual([
      ['1043', 'delivered'],
      ['1042', 'held'],
    ]);
  });

  test('an event of an order that is not here leaves the parcel of another order with the same number as it is', async () => {
    for (const state of ['in_transit', 'delivered']) {
      await shop.as('PUT', `/v1/flows/on-${state.replace('_', '-')}`, {
        name: state,
        trigger: { on: `shipment.${state}` },
        steps: [{ id: 'done', do: 'end', outcome: 'ok' }],
      });
    }
    const other = { order_id: '9000', at: ago(60_000) } as object;
    const [own, unknown] = await shop.reportAll(shop.event('in_transit'), shop.event('delivered', other));
    expect(own).toMatchObject({ applied: true, request_ids: [expect.any(String)] });
    expect(unknown).toMatchObject({ applied: false, why: 'unknown_order', request_ids: [] });
    expect(await shop.show(own.shipment_id)).toMatchObject({ order_id: '1042', state: 'in_transit' });
    const [next] = await shop.reportAll(shop.event('out_for_delivery', { at: ago(30_000) } as object));
    expect(next).toMatchObject({ applied: true, shipment_id: own.shipment_id });
    await shop.addOrder('9000');
    const late = await until(async () => {
      const { data } = await shop.list('?order_id=9000');
      if (data[0]?.order_id !== '9000') throw new Error(JSON.stringify(data));
      return data;
    });
    expect(late).toMatchObject([{ shipment_id: unknown.shipment_id, state: 'delivered' }]);
    expect(await shop.show(own.shipment_id)).toMatchObject({ order_id: '1042', state: 'out_for_delivery' });
  });

  test('a parcel that waits for its order is not given to another order with the same number', async () => {
    const [waiting] = await shop.reportAll(shop.event('delivered', { order_id: '9000' }));
    const both = { parcel: { tracking_number: 'XX1', id: 'P1' } } as object;
    const [own, again] = await shop.reportAll(shop.event('in_transit'), shop.event('held', both));
    expect(own.shipment_id).not.toBe(waiting.shipment_id);
    expect(again).toMatchObject({ applied: true, shipment_id: own.shipment_id });
    expect((await shop.show(waiting.shipment_id)).events).toHaveLength(1);
  });

  test('an order of 30 parcels is listed whole, in pages', async () => {
    const parcels = Array.from({ length: 30 }, (_, i) => ({ tracking_number: `N${i}` }));
    const items = await shop.reportAll(...parcels.map((parcel) => shop.event('in_transit', { parcel })));
    expect(new Set(items.map(({ shipment_id }) => shipment_id)).size).toBe(30);
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: any = await shop.list(`?order_id=1042&limit=12&cursor=${cursor}`.replace(/&cursor=$/, ''));
      ids.push(...page.data.map((each: any) => each.shipment_id));
      cursor = page.next_cursor;
    }
    expect(ids).toEqual(items.map(({ shipment_id }) => shipment_id).toReversed());
  });

  test('an id beyond 2^53 is kept digit by digit, also as a number', async () => {
    const id = '9007199254740993123';
    await shop.addOrder(id);
    const body = JSON.stringify({ ...HELD, order_id: 'BIG' }).replace('"BIG"', id);
    const { body: answer } = await shop.report(body);
    expect(answer.data).toMatchObject([{ applied: true }]);
    expect((await shop.list(`?order_id=${id}`)).data).toMatchObject([{ order_id: id }]);
  });

  test('that is not here: the parcel is kept, listed under the order and shown with its events', async () => {
    const unknown = shop.event('held', { order_id: '9000' });
    const [item] = await shop.reportAll(unknown);
    expect(item).toMatchObject({ applied: false, why: 'unknown_order', request_ids: [] });
    const shipment = await shop.show(item.shipment_id);
    expect(shipment).toMatchObject({ order_id: null, state: 'announced', held: null });
    expect(shipment.events).toMatchObject([{ state: 'held', applied: false, why: 'unknown_order' }]);
    expect((await shop.list('?order_id=9000')).data).toMatchObject([{ shipment_id: item.shipment_id }]);
  });

  test('that is not here is stored with the event that brings it, once, and starts nothing', async () => {
    await shop.as('PUT', '/v1/flows/new-order', {
      name: 'x',
      trigger: { on: 'order.created' },
      steps: [{ id: 'done', do: 'end', outcome: 'ok' }],
    });
    const brought = { ...shop.event('in_transit', { order_id: '9000' }), order: { ...ORDER, order_number: '#9000' } };
    const after = shop.event('out_for_delivery', { order_id: '9000', at: ago(1_000) } as object);
    const answers = await Promise.all([
      shop.report({ data: [brought, after] }),
      shop.report({ data: [brought, after] }),
    ]);
    for (const { body } of answers) expect(body.data[0].shipment_id).toBe(answers[0].body.data[0].shipment_id);
    const { data: orders } = (await shop.as('GET', '/v1/orders')).body;
    expect(orders.filter((order: any) => order.order_id === '9000')).toMatchObject([
      { order_number: '#9000', source: 'api', total: '59.90', user_key: '+393331234567', id_store: shop.storeId },
    ]);
    expect((await shop.list('?order_id=9000')).data).toMatchObject([{ order_id: '9000', state: 'out_for_delivery' }]);
    expect((await shop.as('GET', '/v1/getRequests')).body.data).toEqual([]);
  });

  test('that is here stays as it is when an event brings it', async () => {
    await shop.reportAll({ ...shop.event('held'), order: { ...ORDER, total: '1.00' } });
    expect((await shop.as('GET', '/v1/orders')).body.data).toMatchObject([{ order_id: '1042', total: '59.90' }]);
  });

  test('need the orders feature to be stored', async () => {
    const plain = await newParcelShop([], { features: [] });
    const brought = await plain.report({ ...plain.event('held'), order: ORDER });
    expect([brought.status, brought.body.code]).toEqual([403, 'orders_not_enabled']);
    expect((await plain.report(plain.event('held'))).status).toBe(200);
  });
});

describe('flows', () => {
  test('start once for what has just happened, and the answer names their requests, also when it is given again', async () => {
    const steps = [{ id: 'done', do: 'end', outcome: '{{ shipment.tracking_number }} {{ shipment.held.reason }}' }];
    await shop.as('PUT', '/v1/flows/held', { name: 'Giacenza', trigger: { on: 'shipment.held' }, steps });
    const held = shop.event('held', { id: 'h1', reason: 'refused' } as object);
    const old = shop.event('held', { parcel: { tracking_number: 'OLD' }, at: ago(49 * HOUR) } as object);
    const header = { 'idempotency-key': 'held-1' };
    const answer = await shop.report({ data: [held, old] }, header);
    const [first, late] = answer.body.data;
    expect(first).toMatchObject({ applied: true, why: null, request_ids: [expect.stringMatching(/^req_/)] });
    expect(late).toMatchObject({ applied: true, why: 'older_than_48h', request_ids: [] });
    expect((await shop.report({ data: [held, old] }, header)).body).toEqual(answer.body);
    expect(await shop.reportAll(held, shop.event('held', { id: 'h2' } as object))).toMatchObject([
      { why: 'duplicate', request_ids: [] },
      { applied: true, request_ids: [] },
    ]);
    const { data: requests } = (await shop.as('GET', '/v1/getRequests')).body;
    expect(requests.map((each: any) => each.request_id)).toEqual(first.request_ids);
    const request = await until(async () => {
      const { body } = await shop.as('GET', `/v1/requests/${first.request_ids[0]}`);
      return body.status === 'completed' ? body : undefined;
    });
    expect(request).toMatchObject({ outcome: 'XX1 refused', object: { type: 'order', id: '1042' } });
  });

  test('of concurrent calls start once', async () => {
    const steps = [{ id: 'done', do: 'end', outcome: 'ok' }];
    await shop.as('PUT', '/v1/flows/held', { name: 'Giacenza', trigger: { on: 'shipment.held' }, steps });
    const held = shop.event('held', { id: 'h1' } as object);
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop.report(held)));
    expect(answers.flatMap(({ body }) => body.data[0].request_ids)).toHaveLength(1);
    expect((await shop.as('GET', '/v1/getRequests')).body.data).toHaveLength(1);
  });
});

describe('the list', () => {
  test('has every filter, newest first, and hides other accounts', async () => {
    const parcel = (number: string) => ({ tracking_number: number });
    await shop.addOrder('1043');
    await shop.reportAll(
      shop.event('held', { parcel: parcel('A1'), hold_until: '2027-01-10' } as object),
      shop.event('held', { parcel: parcel('A2'), hold_until: '2027-01-11T10:00:00+01:00' } as object),
      shop.event('delivered', { parcel: parcel('A3'), order_id: '1043' }),
    );
    const numbers = async (query: string) => (await shop.list(query)).data.map((each: any) => each.tracking_number);
    expect(await numbers('')).toEqual(['A3', 'A2', 'A1']);
    expect(await numbers('?order_id=1042')).toEqual(['A2', 'A1']);
    expect(await numbers('?state=delivered')).toEqual(['A3']);
    expect(await numbers('?tracking_number=a2')).toEqual(['A2']);
    expect(await numbers('?held_until_before=2027-01-11')).toEqual(['A1']);
    expect(await numbers('?held_until_before=2027-01-11T12:00&state=held')).toEqual(['A2', 'A1']);
    expect(await numbers(`?id_store=${shop.storeId}&order_id=1043`)).toEqual(['A3']);
    expect(await numbers('?id_store=str_other')).toEqual([]);
    const other = await newParcelShop();
    expect((await other.list('?order_id=1042')).data).toEqual([]);
    const [{ shipment_id }] = (await shop.list('?limit=1')).data;
    expect((await other.as('GET', `/v1/shipments/${shipment_id}`)).status).toBe(404);
  });

  test.each(['?state=gone', '?held_until_before=soon', '?limit=0', '?cursor=x'])('refuses %s', async (query) => {
    const { status, body } = await shop.as('GET', `/v1/shipments${query}`);
    expect([status, body.errors[0].path]).toEqual([422, query.replace(/=.*/, '')]);
  });
});
