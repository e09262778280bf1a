import type { Message } from '../../db/messages';
import type { JsonObject } from '../../shared/json';
import { stringOrNull } from '../../shared/read-json';

/** What a flow sees of a customer's answer; where none came, `message_id` is null and the texts are. */
export type Reply = JsonObject & {
  kind: string;
  text: string | null;
  /** The plain id of the button that was pressed. */
  button: string | null;
  /** The plain id of the row that was chosen of a list. */
  list: string | null;
  message_id: string | null;
  wamid: string | null;
  /** The wait ended because the customer opted out. */
  opted_out: boolean;
};

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

/** The reply of a wait that ended without one. */
export const noReply = (optedOut: boolean): Reply => ({
  kind: 'none',
  text: null,
  button: null,
  list: null,
  message_id: null,
  wamid: null,
  opted_out: optedOut,
});
