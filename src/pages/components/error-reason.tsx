import type { View } from '../view/view';
import { errorReasonTexts } from './error-reason-texts';

/**
 * Shows why something failed, in words; the code and the detail of the API or Meta are its title. Without words for the code,
 * shows these two.
 */
export function ErrorReason({ view, code, detail }: { view: View; code: string | null; detail: string | null }) {
  const words: Record<string, string> = errorReasonTexts[view.language];
  if (code !== null && Object.hasOwn(words, code)) {
    return (
      <span dir="auto" title={[code, detail].filter(Boolean).join(' ')}>
        {words[code]}
      </span>
    );
  }
  return (
    <>
      {code !== null && (
        <>
          <code>{code}</code>{' '}
        </>
      )}
      {detail && <bdi lang="en">{detail}</bdi>}
    </>
  );
}
