import type { Reply } from '../../../messages/reply';
import { isSameText } from '../../../words/is-same-text';
import { compilePattern } from '../../../words/pattern';
import { type ReplyCase, wordsOfCase } from './schema';

function matchesPattern(source: string, text: string | null): boolean {
  const pattern = compilePattern(source);
  return pattern.ok && text !== null && pattern.matches(text);
}

/** Returns whether a reply passes all tests of a case; `holds` evaluates its condition. */
export function matchesCase(each: ReplyCase, reply: Reply, holds: (condition: string) => boolean): boolean {
  const { button, list, pattern, kind, when } = each;
  const words = wordsOfCase(each);
  return (
    (button === undefined || reply.button === button) &&
    (list === undefined || reply.list === list) &&
    (words === undefined || (reply.text !== null && words.some((word) => isSameText(word, reply.text ?? '')))) &&
    (pattern === undefined || matchesPattern(pattern, reply.text)) &&
    (kind === undefined || reply.kind === kind) &&
    (when === undefined || holds(when))
  );
}
