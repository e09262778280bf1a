import type { View } from '../view/view';
import { errorReasonText } from './error-reason-text';

/**
 * Shows why something failed, in words; the code and the detail of the API or Meta are its title. Without words for the code,
 * shows these two.
 */
export function ErrorReason({ view, code, detail }: { view: View; code: string | null; detail: string | null }) {
  const words = code === null ? null : errorReasonText(view.language, code);
  if (words !== null) {
    return (
      <span dir="auto" title={[code, detail].filter(Boolean).join(' ')}>
        {words}
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
