import { describe, expect, test } from 'vitest';
import type { ShipmentReport } from '../../../../src/domain/shipments/reports/shipment-report';
import { parseAftershipWebhook } from '../../../../src/domain/shipments/sources/aftership/parse-webhook';
import { parseQaplaWebhook } from '../../../../src/domain/shipments/sources/qapla/parse-webhook';
import { parseSendcloudWebhook } from '../../../../src/domain/shipments/sources/sendcloud/parse-webhook';
import { parseShippyproWebhook } from '../../../../src/domain/shipments/sources/shippypro/parse-webhook';
import { parseFulfillment } from '../../../../src/domain/shipments/sources/shopify/parse-fulfillment';
import { parseFulfillmentEvent } from '../../../../src/domain/shipments/sources/shopify/parse-fulfillment-event';
import type { JsonValue } from '../../../../src/shared/json/json';
import { parseExactJson } from '../../../../src/shared/json/parse-exact-json';
import { PAYLOADS, payload } from '../payloads';

const RECEIVED = Date.UTC(2026, 11, 5, 12);
const options = { receivedAt: RECEIVED, treatAsHeld: false };
const created = { receivedAt: RECEIVED, isDeleted: false };
const SHOPIFY_ORDER = { ids: ['gid://shopify/Order/6120458791042'], numbers: [] };
const FULFILLMENT = 'gid://shopify/Fulfillment/5410287730946';
const QAPLA_ORDER = { ids: ['#1042'], numbers: ['#1042'] };
const AFTERSHIP_ORDER = { ids: ['6120458791042'], numbers: ['1042'] };

const parcel = {
  trackingNumber: null,
  returnNumbers: [],
  parcelId: null,
  fulfillmentGid: null,
  carrier: null,
  trackingUrl: null,
};
const event = {
  sourceEventId: null,
  state: null,
  reason: null,
  mark: null,
  rawCode: null,
  rawText: null,
  place: null,
  precision: 'minute' as const,
  listIndex: null,
  isHistory: false,
  isSnapshot: false,
  isUnknown: false,
  isReturnLeg: false,
  isShared: false,
  holdUntil: null,
  dossier: null,
  release: null,
  expectedAt: null,
  retracts: null,
};
const at = (text: string): number => Date.parse(text);

const brt = {
  ...parcel,
  trackingNumber: '080099900000017',
  fulfillmentGid: FULFILLMENT,
  carrier: 'BRT',
  trackingUrl: 'https://tracking.example/brt/080099900000017',
};
const fulfillment = { ...event, source: 'shopify', isSnapshot: true };
const fulfillmentEvent = { ...event, source: 'shopify' };
const ofFulfillment = { parcel: { ...parcel, fulfillmentGid: FULFILLMENT }, order: SHOPIFY_ORDER };
const shopifyEventId = (n: number) => `gid://shopify/FulfillmentEvent/2987334000000${n}`;

const gls = { parcel: { ...parcel, trackingNumber: 'XX990000017', carrier: 'GLS-ITA' }, order: QAPLA_ORDER };
const qapla = { ...event, source: 'qapla', place: 'BOLOGNA' };

const brtByAftership = {
  ...parcel,
  trackingNumber: '080099900000017',
  carrier: 'brt-it',
  trackingUrl: 'https://tracking.example/brt/080099900000017',
};
const aftership = { ...event, source: 'aftership', place: 'Bologna' };

const sendcloud = {
  parcel: { ...parcel, trackingNumber: 'XX990000017', parcelId: 'sendcloud:300000017' },
  order: { ids: ['6120458791042'], numbers: ['#1042'] },
};

const EXPECTED: Record<string, unknown[]> = {
  'shopify/fulfillments-create-brt-no-status': [
    {
      parcel: brt,
      order: SHOPIFY_ORDER,
      event: { ...fulfillment, rawCode: 'success', happenedAt: at('2026-11-24T16:02:11+01:00') },
    },
  ],
  'shopify/fulfillments-update-out-for-delivery': [
    {
      parcel: {
        ...brt,
        trackingNumber: '5P00000000017',
        carrier: 'Poste Italiane',
        trackingUrl: 'https://tracking.example/poste/5P00000000017',
      },
      order: SHOPIFY_ORDER,
      event: {
        ...fulfillment,
        state: 'out_for_delivery',
        rawCode: 'out_for_delivery',
        happenedAt: at('2026-11-26T08:41:05+01:00'),
      },
    },
  ],
  'shopify/fulfillments-update-two-parcels-delivered': ['JD000000000000000001', 'JD000000000000000002'].map(
    (number) => ({
      parcel: {
        ...brt,
        trackingNumber: number,
        carrier: 'DHL Express',
        trackingUrl: `https://tracking.example/dhl/${number}`,
      },
      order: SHOPIFY_ORDER,
      event: {
        ...fulfillment,
        state: 'delivered',
        rawCode: 'delivered',
        happenedAt: at('2026-11-26T12:19:47+01:00'),
        isShared: true,
      },
    }),
  ),
  'shopify/fulfillments-update-cancelled': [
    {
      parcel: brt,
      order: SHOPIFY_ORDER,
      event: { ...fulfillment, state: 'cancelled', rawCode: 'cancelled', happenedAt: at('2026-11-24T17:20:00+01:00') },
    },
  ],
  'shopify/fulfillment-events-create-attempted-delivery': [
    {
      ...ofFulfillment,
      event: {
        ...fulfillmentEvent,
        sourceEventId: shopifyEventId(1),
        state: 'attempt_failed',
        rawCode: 'attempted_delivery',
        rawText: 'Destinatario assente',
        place: 'Bologna',
        happenedAt: at('2026-11-26T11:05:00+01:00'),
      },
    },
  ],
  'shopify/fulfillment-events-create-ready-for-pickup': [
    {
      ...ofFulfillment,
      event: {
        ...fulfillmentEvent,
        sourceEventId: shopifyEventId(2),
        state: 'ready_for_pickup',
        rawCode: 'ready_for_pickup',
        rawText: 'Disponibile presso ufficio postale',
        place: 'Bologna',
        happenedAt: at('2026-11-27T09:10:00+01:00'),
      },
    },
  ],
  'shopify/fulfillment-events-create-delivered-late': [
    {
      ...ofFulfillment,
      event: {
        ...fulfillmentEvent,
        sourceEventId: shopifyEventId(3),
        state: 'delivered',
        rawCode: 'delivered',
        rawText: 'Consegnato',
        happenedAt: at('2026-11-26T18:04:00+01:00'),
      },
    },
  ],
  'shopify/fulfillment-events-delete': [
    {
      parcel: { ...parcel, fulfillmentGid: 'gid://shopify/Fulfillment/123456' },
      // Above 2^53.
      order: { ids: ['gid://shopify/Order/820982911946154508'], numbers: [] },
      event: {
        ...fulfillmentEvent,
        sourceEventId: 'deleted:gid://shopify/FulfillmentEvent/1234567',
        retracts: 'gid://shopify/FulfillmentEvent/1234567',
        rawCode: 'in_transit',
        rawText: 'Item is now in transit',
        happenedAt: RECEIVED,
      },
    },
  ],
  'qapla/webhook-1.2-in-transit': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'in_transit',
        rawCode: '3',
        rawText: 'IN TRANSITO',
        happenedAt: at('2026-11-25T06:10:00+01:00'),
      },
    },
  ],
  'qapla/webhook-1.3-out-for-delivery': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'out_for_delivery',
        rawCode: '4',
        rawText: 'IN CONSEGNA',
        happenedAt: at('2026-11-26T08:02:00+01:00'),
      },
    },
  ],
  'qapla/webhook-1.3-attempt-failed': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'attempt_failed',
        rawCode: '5',
        rawText: 'DESTINATARIO ASSENTE 1a CONSEGNA',
        happenedAt: at('2026-11-26T11:05:00+01:00'),
      },
    },
  ],
  'qapla/webhook-1.3-held-giacenza': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'held',
        rawCode: '6/1',
        rawText: 'GIACENZA - DESTINATARIO ASSENTE 2a CONSEGNA',
        happenedAt: at('2026-11-27T12:40:00+01:00'),
      },
    },
  ],
  'qapla/webhook-1.2-going-back': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'returning',
        rawCode: '6/2',
        rawText: 'RIFIUTATA DAL DESTINATARIO',
        happenedAt: at('2026-12-02T10:00:00+01:00'),
      },
    },
  ],
  'qapla/webhook-1.2-returned': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'returned',
        rawCode: '95',
        rawText: 'RESA AL MITTENTE',
        happenedAt: at('2026-12-04T09:30:00+01:00'),
        isReturnLeg: true,
      },
    },
  ],
  'qapla/webhook-1.2-delivered-bool-return': [
    {
      ...gls,
      event: {
        ...qapla,
        state: 'delivered',
        rawCode: '99',
        rawText: 'CONSEGNATA',
        happenedAt: at('2026-11-28T10:15:00+01:00'),
      },
    },
  ],
  'aftership/attempt-fail': [
    {
      state: 'out_for_delivery',
      rawCode: 'OutForDelivery_001',
      rawText: 'In consegna',
      happenedAt: at('2026-11-26T08:02:00+01:00'),
      isHistory: true,
    },
    {
      state: 'attempt_failed',
      reason: 'recipient_absent',
      rawCode: 'AttemptFail_002',
      rawText: 'Destinatario assente',
      happenedAt: at('2026-11-26T11:05:00+01:00'),
    },
  ].map((members, listIndex) => ({
    parcel: brtByAftership,
    order: AFTERSHIP_ORDER,
    event: { ...aftership, listIndex, ...members },
  })),
  'aftership/exception-returned-to-sender': [
    {
      state: 'returning',
      rawCode: 'Exception_010',
      rawText: 'In rientro',
      happenedAt: at('2026-12-02T10:00:00+01:00'),
      isHistory: true,
    },
    {
      state: 'returned',
      rawCode: 'Exception_011',
      rawText: 'Resa al mittente',
      happenedAt: at('2026-12-04T09:30:00+01:00'),
      isReturnLeg: true,
    },
  ].map((members, listIndex) => ({
    parcel: brtByAftership,
    order: AFTERSHIP_ORDER,
    event: { ...aftership, listIndex, ...members },
  })),
  'sendcloud/parcel-status-delivery-failed': [
    {
      ...sendcloud,
      event: {
        ...event,
        source: 'sendcloud',
        state: 'attempt_failed',
        rawCode: '8',
        rawText: 'Delivery attempt failed',
        happenedAt: 1_795_687_410_000,
      },
    },
  ],
  'sendcloud/parcel-status-returned': [
    {
      ...sendcloud,
      event: {
        ...event,
        source: 'sendcloud',
        state: 'returned',
        rawCode: '62992',
        rawText: 'Returned to sender',
        happenedAt: 1_796_378_310_000,
      },
    },
  ],
  'shippypro/tracking-update-missed': [
    {
      parcel: {
        ...parcel,
        trackingNumber: 'XX990000017',
        carrier: 'GLS',
        trackingUrl: 'https://tracking.example/gls/XX990000017',
      },
      order: { ids: ['1042'], numbers: ['1042'] },
      event: {
        ...event,
        source: 'shippypro',
        state: 'attempt_failed',
        rawCode: '4',
        rawText: 'Destinatario assente',
        place: 'Bologna',
        happenedAt: 1_795_687_500_000,
      },
    },
  ],
};

function parse(name: string): ShipmentReport[] | null {
  const body = payload(name);
  if (name.startsWith('shopify/fulfillments-')) return parseFulfillment(body, RECEIVED);
  if (name.startsWith('shopify/'))
    return parseFulfillmentEvent(body, { ...created, isDeleted: name.endsWith('-delete') });
  if (name.startsWith('qapla/')) return parseQaplaWebhook(body, RECEIVED);
  if (name.startsWith('aftership/')) return parseAftershipWebhook(body, options);
  if (name.startsWith('sendcloud/')) return parseSendcloudWebhook(body, options);
  return parseShippyproWebhook(body, RECEIVED);
}

test('every sample is expected', () => {
  expect(Object.keys(EXPECTED).toSorted()).toEqual(PAYLOADS.toSorted());
});

test.each(PAYLOADS)('%s', (name) => {
  expect(parse(name)).toEqual(EXPECTED[name]);
});

describe('bodies that are not what they should be', () => {
  const shapeless: JsonValue[] = [null, [], 'x', 7, {}, { msg: {} }, { id: {}, fulfillment_id: [] }];
  test.each(shapeless.map((body) => [JSON.stringify(body), body] as const))('%s gives no report', (_, body) => {
    const answers = [
      parseFulfillment(body, RECEIVED),
      parseFulfillmentEvent(body, created),
      parseQaplaWebhook(body, RECEIVED),
      parseAftershipWebhook(body, options),
      parseSendcloudWebhook(body, options),
      parseShippyproWebhook(body, RECEIVED),
    ];
    for (const answer of answers) expect(answer ?? []).toEqual([]);
  });

  test.each([
    ['an order of ShippyPro, which its set-up test sends', parseShippyproWebhook({ Event: 'ORDER_SHIPPED' }, RECEIVED)],
    ['a new estimate of AfterShip', parseAftershipWebhook({ event: 'edd_revise', msg: {} }, options)],
    ['the connection test of Sendcloud', parseSendcloudWebhook({ action: 'integration_connected' }, options)],
  ])('%s reports nothing', (_, answer) => {
    expect(answer).toEqual([]);
  });
});

describe('parcels', () => {
  test('a fulfillment without a number is a parcel that is known by the fulfillment', () => {
    const reports = parseFulfillment({ id: 5, order_id: 6, status: 'success', tracking_numbers: [] }, RECEIVED);
    expect(reports?.map((report) => report.parcel)).toEqual([
      { ...parcel, fulfillmentGid: 'gid://shopify/Fulfillment/5' },
    ]);
  });

  test('ids above 2^53 keep every digit', () => {
    const text = '{"id": 99990071992547409931, "order_id": 99990071992547409932, "status": "success"}';
    const [report] = parseFulfillment(parseExactJson(text), RECEIVED) ?? [];
    expect(report?.parcel.fulfillmentGid).toBe('gid://shopify/Fulfillment/99990071992547409931');
    expect(report?.order.ids).toEqual(['gid://shopify/Order/99990071992547409932']);
  });

  test('an expired tracking of AfterShip is a problem after its checkpoints', () => {
    const checkpoints = [{ tag: 'InTransit', checkpoint_time: '2026-10-20T10:00:00' }];
    const body = {
      event: 'tracking_update',
      ts: 1_795_686_300,
      msg: { tracking_number: 'X', tag: 'Expired', checkpoints },
    };
    const events = parseAftershipWebhook(body, options)?.map((report) => report.event);
    expect(events).toMatchObject([
      { state: 'in_transit', isHistory: true },
      { state: null, mark: 'problem', isHistory: false, happenedAt: 1_795_686_300_000 },
    ]);
  });

  test('an expired tracking of AfterShip is one problem if its newest checkpoint says so', () => {
    const checkpoints = ['InTransit', 'Expired'].map((tag, i) => ({ tag, checkpoint_time: `2026-10-2${i}T10:00:00` }));
    const body = { event: 'tracking_update', msg: { tracking_number: 'X', tag: 'Expired', checkpoints } };
    const events = parseAftershipWebhook(body, options)?.map((report) => report.event);
    expect(events).toMatchObject([
      { state: 'in_transit', isHistory: true },
      { state: null, mark: 'problem', isHistory: false },
    ]);
    expect(events).toHaveLength(2);
  });

  test('a checkpoint before the way back is not of the way back', () => {
    const checkpoints = ['OutForDelivery_001', 'Exception_010', 'Delivered_001'].map((subtag) => ({
      tag: subtag.split('_')[0] ?? '',
      subtag,
    }));
    const legs = (return_to_sender: boolean) =>
      parseAftershipWebhook(
        { event: 'tracking_update', msg: { tracking_number: 'X', return_to_sender, checkpoints } },
        options,
      )?.map((report) => report.event.isReturnLeg);
    expect(legs(true)).toEqual([false, false, true]);
    expect(legs(false)).toEqual([false, false, false]);
  });
});
