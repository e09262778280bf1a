import type { Reply } from '../../../messages/reply';
import { isSameText } from '../../../words/is-same-text';
import { compilePattern } from '../../../words/pattern';
import type { ReplyCase } from './schema';

function matchesPattern(source: string, text: string | null): boolean {
  const pattern = compilePattern(source);
  return pattern.ok && text !== null && pattern.matches(text);
}

/** Returns whether a reply passes all tests of a case; `holds` evaluates its condition. */
export const matchesCase = (
  { button, list, text, pattern, kind, when }: ReplyCase,
  reply: Reply,
  holds: (condition: string) => boolean,
): boolean =>
  (button === undefined || reply.button === button) &&
  (list === undefined || reply.list === list) &&
  (text === undefined || (reply.text !== null && text.some((words) => isSameText(words, reply.text ?? '')))) &&
  (pattern === undefined || matchesPattern(pattern, reply.text)) &&
  (kind === undefined || reply.kind === kind) &&
  (when === undefined || holds(when));
