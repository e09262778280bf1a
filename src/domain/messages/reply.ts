import type { Message } from '../../db/messages/messages';
import type { JsonObject } from '../../shared/json/json';
import { stringOrNull } from '../../shared/json/read-json';

/** A customer's reply as flows see it; without a reply, `message_id` and the texts are null. */
export type Reply = JsonObject & {
  kind: string;
  text: string | null;
  /** The id of the button that was pressed. */
  button: string | null;
  /** The id of the list's row that was chosen. */
  list: string | null;
  message_id: string | null;
  wamid: string | null;
  /** Whether the wait ended because the customer opted out. */
  opted_out: boolean;
};

/** Returns a customer's message as flows see it, without its raw content. */
export const replyOf = ({
  messageId,
  wamid,
  kind,
  content: { raw: _raw, ...parts },
}: Pick<Message, 'messageId' | 'wamid' | 'kind' | 'content'>): Reply => ({
  ...parts,
  kind,
  text: stringOrNull(parts.text),
  button: stringOrNull(parts.button),
  list: stringOrNull(parts.list),
  message_id: messageId,
  wamid,
  opted_out: false,
});

/** Returns the reply of a wait that ended without one. */
export const noReply = (optedOut: boolean): Reply => ({
  kind: 'none',
  text: null,
  button: null,
  list: null,
  message_id: null,
  wamid: null,
  opted_out: optedOut,
});
