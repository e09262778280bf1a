import type { View } from '../view/view';
import { errorReasonText, isUnknownToUs } from './error-reason-text';

/**
 * Shows why something failed, in words; the code and the detail of the API or Meta are its title. Of an error that only Meta knows it
 * shows Meta's words too, and without words for the code the code and the detail.
 */
export function ErrorReason({ view, code, detail }: { view: View; code: string | null; detail: string | null }) {
  const words = code === null ? null : errorReasonText(view.language, code);
  if (words !== null) {
    return (
      <>
        <span dir="auto" title={[code, detail].filter(Boolean).join(' ')}>
          {words}
        </span>
        {code !== null && detail && isUnknownToUs(view.language, code) && (
          <>
            {' '}
            <bdi lang="en">{detail}</bdi>
          </>
        )}
      </>
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
