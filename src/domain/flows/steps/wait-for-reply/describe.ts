import type { JsonObject } from '../../../../shared/json/json';
import { textOrEmpty } from '../../../../shared/json/read-json';
import type { Language } from '../../../../shared/text/language';
import type { Transition } from '../../step-kind/jumps';
import { caseOf, truncateLine } from '../../step-kind/raw-members';

const TEXTS = {
  it: { upTo: 'fino a', after: 'dopo', aReply: 'una risposta', otherwise: 'altrimenti' },
  en: { upTo: 'up to', after: 'after', aReply: 'a reply', otherwise: 'otherwise' },
};

export const describeWaitForReply = ({ timeout }: JsonObject, language: Language): string =>
  `${TEXTS[language].upTo} ${textOrEmpty(timeout)}`;

function labelOfCase({ button, list, text, pattern, kind, when }: JsonObject): string {
  const parts = [
    textOrEmpty(button),
    textOrEmpty(list),
    Array.isArray(text) ? `«${text.map(textOrEmpty).join(', ')}»` : '',
    typeof pattern === 'string' ? `/${pattern}/` : '',
    textOrEmpty(kind),
    textOrEmpty(when),
  ];
  return truncateLine(parts.filter((part) => part !== '').join(' & '), 28);
}

/** Returns the labels of a line that leaves the wait; null for the default labels. */
export function labelsOfReplyLine(
  raw: JsonObject,
  { way, case: position }: { way: Transition; case: number | null },
  language: Language,
): string[] | null {
  const { after, aReply, otherwise } = TEXTS[language];
  const timeout = `${after} ${textOrEmpty(raw.timeout)}`;
  if (way === 'goto') return [labelOfCase(caseOf(raw, position))];
  if (way === 'on_timeout') return [timeout];
  if (way !== 'next') return null;
  const answered = Array.isArray(raw.cases) && raw.cases.length > 0 ? otherwise : aReply;
  return [...(raw.otherwise === undefined ? [answered] : []), ...(raw.on_timeout === undefined ? [timeout] : [])];
}
