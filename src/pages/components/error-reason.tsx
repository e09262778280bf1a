import type { View } from '../view/view';
import { errorReasonTexts } from './error-reason-texts';

/** Why something failed: in the page's language where there are words for the `code`, and as the API or Meta says it. */
export function ErrorReason({ view, code, detail }: { view: View; code: string | null; detail: string | null }) {
  const words = errorReasonTexts[view.language];
  return (
    <>
      {code !== null && Object.hasOwn(words, code) && `${words[code]} `}
      {code !== null && (
        <>
          <code>{code}</code>{' '}
        </>
      )}
      {detail && <bdi lang="en">{detail}</bdi>}
    </>
  );
}
