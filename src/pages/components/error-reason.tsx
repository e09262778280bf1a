import type { View } from '../view/view';
import { errorReasonTexts } from './error-reason-texts';

/** Shows why something failed: a translated explanation of `code` if there is one, and the detail of the API or Meta. */
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
