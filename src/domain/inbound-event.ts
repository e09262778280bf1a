import type { JsonObject } from '../shared/json/json';
import type { AppUninstalledEvent } from './app-uninstalled-event';
import type { FulfillmentOrderDelivery } from './fulfillment-order-delivery';
import type { OrderDelivery } from './order-delivery';
import type { ArrivedOrderEvent, ShipmentDelivery } from './shipment-delivery';

/** One event of a delivery from Meta, assigned to an account by phone number (or WhatsApp Business Account) and signature. */
export type WebhookEvent = {
  type: 'message' | 'status' | 'account';
  /** Made on receipt, so that it is the same however often the queue delivers the event. */
  event_id: string;
  /** The dedupe key: the same however often Meta sends the event, and unique in the account. */
  cause: string;
  account_id: string;
  /** Null for an event about the whole WhatsApp Business Account. */
  channel_id: string | null;
  waba_id: string | null;
  /** Meta's name of the changed field: `messages` for messages and statuses. */
  field: string;
  received_at: number;
  /** One element of Meta's `messages` or `statuses`; for an account event the whole `value`. */
  value: JsonObject;
  /** Meta's contact for the message: the customer's profile. */
  contact: JsonObject | null;
  /** The R2 key of value and contact when they do not fit in a queue message and are empty here. */
  claim: string | null;
  /** True if the event was requeued after its sender was identified. It must not start flows: the event is already stored. */
  rematch?: true;
};

/** Asks for the file of a message to be fetched from Meta. */
export type MediaEvent = { type: 'media'; account_id: string; message_id: string };

/** Asks the customer which of their requests their latest messages are for. */
export type QuestionEvent = {
  type: 'question';
  account_id: string;
  request_id: string;
  /** The latest of these messages; absent in events that an earlier version queued. */
  message_id?: string;
};

/** Asks for the messages to be sent that wait for a customer: the one to whom this message is. */
export type SendEvent = { type: 'send'; account_id: string; message_id: string };
/** Says that a conversation may have begun to wait for a person, who is then notified. */
export type WaitingEvent = {
  type: 'waiting';
  account_id: string;
  /** The conversation, or the request that handed it over. */
  of: { channel_id: string; user_key: string } | { request_id: string };
  /** It has begun if it waits since then. */
  began_at: number;
};

/** A message of the queue `inbound`. */
export type InboundEvent =
  | WebhookEvent
  | MediaEvent
  | QuestionEvent
  | SendEvent
  | WaitingEvent
  | OrderDelivery
  | FulfillmentOrderDelivery
  | ShipmentDelivery
  | ArrivedOrderEvent
  | AppUninstalledEvent;
