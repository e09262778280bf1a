import type { Language } from '../../../shared/text/language';
import type { FoundCheck } from '../../../shared/validation/check';
import { errorReasonText } from '../../components/error-reason-text';
import { checkDetailTexts } from './check-detail-texts';

/** Puts what a check found in words; null for a passed check, and for one stored by an earlier release. */
export function describeCheck(language: Language, { status, code, facts = {} }: FoundCheck): string | null {
  if (status === 'passed' || code === undefined) return null;
  const text = checkDetailTexts[language][code];
  return text === undefined
    ? errorReasonText(language, code)
    : text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}
