import type { JsonObject } from '../shared/json';
import type { OrderDelivery } from './order-delivery';

/** What Meta's webhook brought, attributed to an account by number (or WhatsApp Business Account) and signature. */
export type WebhookEvent = {
  type: 'message' | 'status' | 'account';
  /** Made when it came, so that it is the same however often the queue delivers it. */
  event_id: string;
  /** What makes it the same however often Meta sends it; unique in the account. */
  cause: string;
  account_id: string;
  /** Null where the event is of the whole WhatsApp Business Account. */
  channel_id: string | null;
  waba_id: string | null;
  /** Meta's name of what changed, `messages` for messages and statuses. */
  field: string;
  received_at: number;
  /** One element of Meta's `messages` or `statuses`; of an account event the whole value. */
  value: JsonObject;
  /** What Meta says of the customer beside it. */
  contact: JsonObject | null;
  /** Where value and contact lie in the bucket, when no queue message can hold them: then they are empty here. */
  claim: string | null;
  /** Queued again because the sender is now known; it starts no flow, as its event is stored already. */
  rematch?: true;
};

/** A file that a message came with, to be fetched while Meta keeps it. */
export type MediaEvent = { type: 'media'; account_id: string; message_id: string };

/** A question to the customer which of their requests a message is for, to be sent; it stands with the latest of these. */
export type QuestionEvent = {
  type: 'question';
  account_id: string;
  request_id: string;
  /** Absent in what an earlier version queued. */
  message_id?: string;
};

/** What the queue `inbound` carries. */
export type InboundEvent = WebhookEvent | MediaEvent | QuestionEvent | OrderDelivery;
