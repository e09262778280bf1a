import { describe, expect, test } from 'vitest';
import type { ShipmentReport } from '../../../../src/domain/shipments/reports/shipment-report';
import { parseAftershipWebhook } from '../../../../src/domain/shipments/sources/aftership/parse-webhook';
import { parseQaplaWebhook } from '../../../../src/domain/shipments/sources/qapla/parse-webhook';
import { parseSendcloudWebhook } from '../../../../src/domain/shipments/sources/sendcloud/parse-webhook';
import { parseShippyproWebhook } from '../../../../src/domain/shipments/sources/shippypro/parse-webhook';
import { parseFulfillment } from '../../../../src/domain/shipments/sources/shopify/parse-fulfillment';
import { parseFulfillmentEvent } from '../../../../src/domain/shipments/sources/shopify/parse-fulfillment-event';

const RECEIVED = Date.UTC(2026, 10, 29, 12);
const both = { receivedAt: RECEIVED, treatAsHeld: false };

const BODIES: Record<string, (code: string) => ShipmentReport[] | null> = {
  shopify: (status) =>
    parseFulfillmentEvent(
      { id: 1, fulfillment_id: 2, order_id: 3, status },
      { receivedAt: RECEIVED, isDeleted: false },
    ),
  'shopify fulfillment': (shipment_status) =>
    parseFulfillment({ id: 2, order_id: 3, status: 'success', shipment_status, tracking_number: 'X' }, RECEIVED),
  qapla: (code) => {
    const [id = '', detail] = code.split('/');
    const statusDetails = detail === undefined ? [] : [{ id: Number(detail), detail: 'X' }];
    return parseQaplaWebhook({ trackingNumber: 'X', qaplaStatusID: id, statusDetails }, RECEIVED);
  },
  'qapla with text ids': (code) => {
    const [id = '', detail = '0'] = code.split('/');
    return parseQaplaWebhook(
      { trackingNumber: 'X', qaplaStatusID: Number(id), statusDetails: [{ id: detail }] },
      RECEIVED,
    );
  },
  aftership: (code) => {
    const [tag = '', number] = code.split('_');
    const subtag = number === undefined ? null : code;
    const msg = { tracking_number: 'X', tag, checkpoints: [{ tag, subtag }] };
    return parseAftershipWebhook({ event: 'tracking_update', msg }, both);
  },
  'aftership without checkpoints': (code) => {
    const [tag = '', number] = code.split('_');
    const msg = { tracking_number: 'X', tag, subtag: number === undefined ? null : code };
    return parseAftershipWebhook({ event: 'tracking_update', msg }, both);
  },
  sendcloud: (code) => {
    const parcel = { id: 1, tracking_number: 'X', status: { id: /^\d+$/.test(code) ? Number(code) : code } };
    return parseSendcloudWebhook({ action: 'parcel_status_changed', timestamp: 1_795_687_500, parcel }, both);
  },
  shippypro: (code) =>
    parseShippyproWebhook(
      { Event: 'TRACKING_UPDATE', tracking: 'X', date: 1_795_687_500, code: Number(code) },
      RECEIVED,
    ),
};

/** Each state or mark with the codes of Shopify, Qapla', AfterShip, Sendcloud and ShippyPro. */
const TABLE: [string, string, string, string, string, string][] = [
  [
    'announced',
    'label_purchased label_printed confirmed',
    '0 1 2 50',
    'Pending InfoReceived Pending_001 InfoReceived_001',
    '1 1000',
    '1',
  ],
  ['in_transit', 'carrier_picked_up in_transit', '3 20', 'InTransit InTransit_007', '3 7 22 91', '2'],
  ['out_for_delivery', 'out_for_delivery OUT_FOR_DELIVERY', '4', 'OutForDelivery OutForDelivery_001', '92', '3'],
  [
    'attempt_failed',
    'attempted_delivery',
    '5',
    'AttemptFail AttemptFail_001 AttemptFail_002 AttemptFail_003',
    '8',
    '4',
  ],
  ['held', '', '6/1', '', '', ''],
  ['ready_for_pickup', 'ready_for_pickup', '10', 'AvailableForPickup AvailableForPickup_001', '12', ''],
  ['delivered', 'delivered picked_up', '99', 'Delivered Delivered_002 Delivered_003 Delivered_004', '11', '6'],
  ['returning', '', '6/2', 'Exception_010', '', ''],
  ['returned', '', '95', 'Exception_011', '62992', ''],
  ['lost', '', '6/4', 'Exception_013 Exception_021', '', ''],
  ['cancelled', 'label_voided cancelled', '', 'Exception_020', '1999 2000', ''],
  ['mark delayed', 'delayed', '8', 'Exception_005 Exception_016 Exception_017 Exception_019', 'delayed', ''],
  [
    'mark problem',
    'failure not_delivered',
    '6 6/3 6/5 6/77',
    'Exception Expired Exception_001 Exception_002 Exception_003 Exception_004 Exception_006 Exception_007 Exception_008 ' +
      'Exception_009 Exception_012 Exception_014 Exception_015 Exception_018 Exception_999',
    '62991 62996 1002 80',
    '5',
  ],
  ['nothing', 'delivered_to_moon', '7 777', 'Teleported Teleported_001', '4242', '9'],
];
const COLUMNS = ['shopify', 'qapla', 'aftership', 'sendcloud', 'shippypro'];

const CASES = TABLE.flatMap(([meaning, ...columns]) =>
  columns.flatMap((codes, i) =>
    codes
      .split(' ')
      .filter((code) => code !== '')
      .flatMap((code) =>
        Object.keys(BODIES)
          .filter((name) => name.split(' ')[0] === COLUMNS[i])
          .map((name) => ({ name, code, meaning })),
      ),
  ),
);

test('every source has its codes', () => {
  expect(CASES.length).toBeGreaterThan(100);
});

test.each(CASES)('$name says «$meaning» by $code', ({ name, code, meaning }) => {
  const event = BODIES[name]?.(code)?.at(-1)?.event;
  const [first, mark = null] = meaning.startsWith('mark ') ? [null, meaning.slice(5)] : [meaning];
  expect([event?.state, event?.mark]).toEqual([first === 'nothing' ? null : first, mark]);
  // The raw code is kept, also where it says nothing.
  expect(event?.rawCode).toMatch(new RegExp(`^${code.split('/')[0]}`));
});

describe('reasons', () => {
  test.each([
    ['aftership', 'AttemptFail_002', 'recipient_absent'],
    ['aftership', 'AttemptFail_003', 'closed'],
    ['aftership', 'Exception_002', 'recipient_moved'],
    ['aftership', 'Exception_003', 'refused'],
    ['aftership', 'Exception_004', 'customs'],
    ['aftership', 'Exception_006', 'cod_not_paid'],
    ['aftership', 'Exception_007', 'wrong_address'],
    ['aftership', 'Exception_008', 'pickup_expired'],
    ['aftership', 'Exception_012', 'damaged'],
    ['aftership', 'Exception_009', null],
    ['qapla', '6/3', 'damaged'],
    ['qapla', '6/1', null],
    ['sendcloud', '62991', 'refused'],
    ['sendcloud', '80', null],
  ])('%s %s: %s', (name, code, reason) => {
    expect(BODIES[name]?.(code)?.[0]?.event.reason).toBe(reason);
  });

  test("a reason is never guessed from a carrier's text", () => {
    const body = { trackingNumber: 'X', qaplaStatusID: '5', courierStatus: 'DESTINATARIO ASSENTE' };
    expect(parseQaplaWebhook(body, RECEIVED)?.[0]?.event).toMatchObject({
      reason: null,
      rawText: 'DESTINATARIO ASSENTE',
    });
  });
});

describe('exceptions that a merchant has treated as held', () => {
  test.each(['Exception_002', 'Exception_003', 'Exception_006', 'Exception_007', 'Exception_008'])('%s', (subtag) => {
    const msg = { tracking_number: 'X', tag: 'Exception', subtag };
    const reports = parseAftershipWebhook({ event: 'tracking_update', msg }, { ...both, treatAsHeld: true });
    expect(reports?.[0]?.event).toMatchObject({ state: 'held', mark: null });
    expect(reports?.[0]?.event.reason).toBe(BODIES.aftership?.(subtag)?.[0]?.event.reason);
  });

  test('other exceptions stay problems', () => {
    const msg = { tracking_number: 'X', tag: 'Exception', subtag: 'Exception_012' };
    const reports = parseAftershipWebhook({ event: 'tracking_update', msg }, { ...both, treatAsHeld: true });
    expect(reports?.[0]?.event).toMatchObject({ state: null, mark: 'problem', reason: 'damaged' });
  });

  test("Sendcloud's 80", () => {
    const parcel = { id: 1, status: { id: 80 } };
    const body = { action: 'parcel_status_changed', timestamp: 1_795_687_500, parcel };
    const reports = parseSendcloudWebhook(body, { ...both, treatAsHeld: true });
    expect(reports?.[0]?.event).toMatchObject({ state: 'held', mark: null });
  });
});

describe('what a merchant has said that texts mean', () => {
  const statuses = [
    { text: 'Giacenza aperta', state: 'held', reason: 'other' },
    { text: 'In giacenza presso *', state: 'held' },
    { text: 'Ritardo', mark: 'delayed' },
  ] as const;
  const read = (qaplaStatusID: string, courierStatus: string | null) =>
    parseQaplaWebhook({ trackingNumber: 'X', qaplaStatusID, courierStatus }, RECEIVED, statuses)?.[0]?.event;

  test.each([
    ['77', 'GIACENZA  APERTA.', { state: 'held', reason: 'other', mark: null, isUnknown: false }],
    ['77', 'In giacenza presso filiale di Milano', { state: 'held', reason: null, isUnknown: false }],
    ['77', 'Ritardo', { state: null, mark: 'delayed', isUnknown: false }],
    // The code says that there is a problem, and the text which one.
    ['6', 'Giacenza aperta', { state: 'held', mark: null, rawCode: '6', isUnknown: false }],
    ['4', 'Giacenza aperta', { state: 'out_for_delivery', isUnknown: false }],
    ['77', 'Non in giacenza presso filiale', { state: null, mark: null, isUnknown: true }],
    ['77', 'In giacenza pressoché finita', { state: null, mark: null, isUnknown: true }],
    ['77', 'Giacenza', { state: null, isUnknown: true }],
    ['77', null, { state: null, isUnknown: true }],
    ['6', 'Altro', { mark: 'problem', isUnknown: false }],
  ])('%s %s', (code, text, expected) => {
    expect(read(code, text)).toMatchObject(expected);
  });

  test('reaches every platform', () => {
    const [text, options] = ['Giacenza aperta', { ...both, statuses }];
    const msg = { tracking_number: 'X', checkpoints: [{ tag: 'Neu', message: text }] };
    const parcel = { id: 1, status: { id: 4_242, message: text } };
    const update = { Event: 'TRACKING_UPDATE', tracking: 'X', code: 9, message: text };
    for (const reports of [
      parseAftershipWebhook({ event: 'tracking_update', msg }, options),
      parseSendcloudWebhook({ action: 'parcel_status_changed', parcel }, options),
      parseShippyproWebhook(update, RECEIVED, statuses),
    ]) {
      expect(reports?.[0]?.event).toMatchObject({ state: 'held', reason: 'other', isUnknown: false });
    }
  });

  test.each(Object.keys(BODIES))('%s counts an unknown code', (name) => {
    expect(BODIES[name]?.('4242')?.[0]?.event).toMatchObject({ state: null, mark: null, isUnknown: true });
  });
});
