import type { JsonObject } from '../../shared/json';

/** What the webhook puts into the queue `inbound`, already attributed to a channel by number and signature. */
export type InboundEvent = {
  type: 'message' | 'status';
  account_id: string;
  channel_id: string;
  received_at: number;
  /** One element of Meta's `messages` or `statuses`. */
  value: JsonObject;
};
