import type { MappedStatus } from '../../../shared/orders/mapped-status';
import { normalizeText } from '../../words/normalize-text';
import type { ReportedEvent } from '../reports/shipment-event';
import type { CodeMeaning } from '../reports/shipment-report';

/** Whether a carrier's text is the one that the merchant has named; with `*` at its end, whether it begins with that. */
function isNamed(named: string, text: string): boolean {
  const [given, wanted] = [normalizeText(text), normalizeText(named)];
  return given === wanted || (named.endsWith('*') && given.startsWith(`${wanted} `));
}

/**
 * Returns what a source's status says: what its table says, or, where that names no state, what the merchant has said of its text.
 * `isUnknown`: neither says anything.
 */
export function resolveStatus(
  meaning: CodeMeaning,
  { rawCode, rawText }: Pick<ReportedEvent, 'rawCode' | 'rawText'>,
  statuses: readonly MappedStatus[],
): CodeMeaning & { isUnknown: boolean } {
  if (meaning.state != null) return { ...meaning, isUnknown: false };
  const mapped = rawText === null ? undefined : statuses.find(({ text }) => isNamed(text, rawText));
  if (!mapped) return { ...meaning, isUnknown: meaning.mark == null && (rawCode ?? rawText) !== null };
  const { state = null, mark = null, reason = meaning.reason ?? null } = mapped;
  return { state, mark, reason, isUnknown: false };
}
