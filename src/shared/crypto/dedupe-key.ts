import { localParts } from '../time/time-zone';

/*
 * Dedupe keys identify what must happen once per account, however often it is delivered or retried. They are stored in
 * rows and queue messages, so the text of a key never changes.
 */

type StepOfRequest = { requestId: string; step: string; iteration: number };

// Charges.
export const MESSAGE_CHARGE_PREFIX = 'message:';
export const messageChargeKey = (messageId: string): string => `${MESSAGE_CHARGE_PREFIX}${messageId}`;
export const pushChargeKey = (pushId: string): string => `push:${pushId}`;
export const runChargeKey = (requestId: string): string => `flow.run:${requestId}`;

const STEP_CHARGE_PREFIX = 'step:';
export const stepChargeKey = ({ requestId, step, iteration }: StepOfRequest): string =>
  `${STEP_CHARGE_PREFIX}${requestId}:${step}:${iteration}`;
export const isStepChargeKey = (dedupeKey: string): boolean => dedupeKey.startsWith(STEP_CHARGE_PREFIX);

// Events. `source` is the channel or the WhatsApp Business Account that received the event.
export const INBOUND_MESSAGE_PREFIX = 'message:';
export const inboundMessageKey = (source: string, wamid: string): string =>
  `${INBOUND_MESSAGE_PREFIX}${source}:${wamid}`;
export const inboundStatusKey = (source: string, wamid: string, status: string): string =>
  `status:${source}:${wamid}:${status}`;
export const inboundContentKey = (type: string, source: string, digest: string): string =>
  `${type}:${source}:${digest}`;
export const orderDeliveryKey = (storeId: string, action: string, digest: string): string =>
  `order:${storeId}:${action}:${digest}`;
export const shipmentDeliveryKey = (storeId: string, source: string, topic: string | null, digest: string): string =>
  `shipment:${storeId}:${source}:${topic ?? ''}:${digest}`;
export const orderDeliveryIdKey = (storeId: string, webhookId: string): string => `${storeId}:${webhookId}`;
/** Prefix of the key of a warning; the time of the store's last success follows, so each series of failures warns once. */
export const storeFailingPrefix = (storeId: string): string => `store.failing:${storeId}:`;
export const storePausedKey = (storeId: string, pausedAt: number): string => `store.paused:${storeId}:${pausedAt}`;
export const HOLD_RELEASED_PREFIX = 'order.hold_released:';
export const holdReleasedKey = (pushId: string): string => `${HOLD_RELEASED_PREFIX}${pushId}`;
export const channelBrokenKey = (channelId: string, brokenAt: number): string =>
  `channel.broken:${channelId}:${brokenAt}`;

// Requests that a trigger starts, not an API call.
type OrderEventRef = { on: string; order: { storeId: string; orderId: string }; eventId: string | null };
const orderEventPrefix = ({ on, order, eventId }: OrderEventRef): string =>
  `${[on, order.storeId, order.orderId, ...(eventId === null ? [] : [eventId])].join(':')}:`;
export const orderEventRequestKey = (event: OrderEventRef, flow: string): string => `${orderEventPrefix(event)}${flow}`;
export const isStartedByOrderEvent = (dedupeKey: string | null, event: OrderEventRef): boolean =>
  dedupeKey?.startsWith(orderEventPrefix(event)) ?? false;

/** A flow event of a shipment; `key` tells apart the times at which it happens to the shipment. */
type FlowEventRef = { on: string; shipmentId: string; key: string };
const SHIPMENT_TRIGGER_PREFIX = 'shipment.';
const shipmentTriggerPrefix = ({ on, shipmentId, key }: FlowEventRef): string => `${on}:${shipmentId}:${key}:`;
export const shipmentTriggerRequestKey = (event: FlowEventRef, flow: string): string =>
  `${shipmentTriggerPrefix(event)}${flow}`;
export const isStartedByShipmentTrigger = (dedupeKey: string | null, event: FlowEventRef): boolean =>
  dedupeKey?.startsWith(shipmentTriggerPrefix(event)) ?? false;
/** Returns the id of the shipment that started a request, or null if something else did, such as all parcels of the order. */
export function startingShipment(dedupeKey: string | null): string | null {
  const [on = '', id = ''] = dedupeKey?.split(':') ?? [];
  return on.startsWith(SHIPMENT_TRIGGER_PREFIX) && id.startsWith('shp_') ? id : null;
}

// Events of shipments, unique within the account, the store and the source.
type ShipmentEventRef = {
  shipmentId: string;
  sourceEventId: string | null;
  /** The source's event is about a fulfillment, which can have several shipments. */
  isOfFulfillment: boolean;
  state: string | null;
  reason: string | null;
  rawCode: string | null;
  happenedAt: number;
  precision: 'minute' | 'day';
};
/** Returns the minute of an event, or its day where only that is known: its place within the day may change. */
function timeOfShipmentEvent({ happenedAt, precision }: ShipmentEventRef): string {
  if (precision === 'minute') return String(Math.floor(happenedAt / 60_000));
  const { year, month, day } = localParts(happenedAt, 'Europe/Rome');
  return [year, month, day].join('-');
}
export function shipmentEventKey(event: ShipmentEventRef): string {
  const { shipmentId, sourceEventId, state, reason, rawCode } = event;
  if (sourceEventId !== null)
    return event.isOfFulfillment ? `id:${sourceEventId}:${shipmentId}` : `id:${sourceEventId}`;
  return `digest:${[shipmentId, state, reason, timeOfShipmentEvent(event), rawCode].map((part) => part ?? '').join(':')}`;
}

const RECEIVED_MESSAGE_PREFIX = 'message.received:';
export const receivedMessageRequestKey = (message: { channelId: string; wamid: string }, flow: string): string =>
  `${RECEIVED_MESSAGE_PREFIX}${message.channelId}:${flow}:${message.wamid}`;
/** Returns the message that started a request, or null if something else started it. */
export function parseReceivedMessage(dedupeKey: string | null): { channelId: string; wamid: string } | null {
  if (!dedupeKey?.startsWith(RECEIVED_MESSAGE_PREFIX)) return null;
  const [channelId = '', , ...wamid] = dedupeKey.slice(RECEIVED_MESSAGE_PREFIX.length).split(':');
  return { channelId, wamid: wamid.join(':') };
}

/** Returns the prefix of all requests in the chain that `request` belongs to: flows that start one another. */
export const chainPrefix = (request: { requestId: string; dedupeKey: string | null }): string =>
  `start_flow:${/^start_flow:([^:]+):/.exec(request.dedupeKey ?? '')?.[1] ?? request.requestId}:`;
export const chainedRequestKey = (prefix: string, { requestId, step, iteration }: StepOfRequest): string =>
  `${prefix}${requestId}:${step}:${iteration}`;
