import type { Message } from '../../db/messages';

/** What a flow sees of a customer's answer. */
export type Reply = {
  kind: string;
  text: string | null;
  /** The plain id of the button that was pressed. */
  button: string | null;
  message_id: string;
};

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const replyOf = ({ messageId, kind, content }: Message): Reply => ({
  kind,
  text: textOrNull(content.text),
  button: textOrNull(content.button),
  message_id: messageId,
});
