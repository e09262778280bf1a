import type { Message } from '../../db/messages/messages';
import { textOrNull } from '../../shared/json/read-json';
import { dialledForms } from '../../shared/phone/phone';
import { wordsOf } from '../../shared/text/search-words';

/** Returns the words by which a message's conversation is found: the customer's name and number, and what the message says. */
export const searchWordsOf = ({
  name,
  userKey,
  message: { content, media },
}: {
  name: string | null;
  userKey: string;
  message: Pick<Message, 'content' | 'media'>;
}): string[] => {
  const forms = userKey.startsWith('+') ? dialledForms(userKey) : [userKey];
  return [...new Set([...wordsOf(name, ...forms), ...wordsOf(textOrNull(content.text), media?.filename ?? null)])];
};
