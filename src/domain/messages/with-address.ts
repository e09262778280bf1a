import type { Message } from '../../db/messages/messages';
import { readItalianAddress } from '../addresses/read-italian-address';

/** Meta's kinds whose text the customer wrote. The text of a button is ours, that of a location is the name of a place. */
const WRITTEN_KINDS = ['text', 'image', 'video', 'document'];

/** Whether the text of a message of this kind is written by the customer. */
export const isWrittenKind = (kind: string): boolean => WRITTEN_KINDS.includes(kind);

/**
 * Returns a customer's message with `content.address`: the Italian address that its text reads as, or null. A message that has
 * it already stays as it is.
 */
export async function withAddress<Read extends Pick<Message, 'kind' | 'content'>>(message: Read): Promise<Read> {
  const { kind, content } = message;
  if (Object.hasOwn(content, 'address')) return message;
  const isWritten = isWrittenKind(kind) && typeof content.text === 'string';
  return {
    ...message,
    content: { ...content, address: isWritten ? await readItalianAddress(content.text as string) : null },
  };
}
