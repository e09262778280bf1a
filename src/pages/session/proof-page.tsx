import type { Language } from '../../shared/text/language';
import { Document } from '../layout/document';
import { Logo } from '../layout/logo';
import { proofTexts } from './proof-texts';

/** Asks for a passkey before a dangerous change; the form that asked for the change is sent again after it. */
export function ProofPage({
  language,
  action,
  fields,
  back,
  hasPasskey,
}: {
  language: Language;
  action: string;
  /** The fields of the form, with the token of the session. */
  fields: URLSearchParams;
  /** The page from which the form came. */
  back: string;
  hasPasskey: boolean;
}) {
  const t = proofTexts[language];
  return (
    <Document language={language} title={t.title} script="/passkeys.js">
      <main class="sign-in">
        <p class="brand">
          <Logo /> Aisac
        </p>
        <h1>{t.title}</h1>
        {hasPasskey ? (
          <>
            <p>{t.why}</p>
            <p id="passkey-failed" class="notice bad" role="alert" hidden>
              {t.failed}
            </p>
            <p id="passkey-unsupported" class="notice warn">
              {t.unsupported}
            </p>
            <form method="post" action={action} data-passkey="confirm" hidden>
              {[...fields].map(([name, value]) => (
                <input type="hidden" name={name} value={value} />
              ))}
              <button>{t.confirm}</button>
            </form>
          </>
        ) : (
          <>
            <p class="notice warn">{t.none}</p>
            <p>
              <a class="button" href="/account/profile/people/me">
                {t.add}
              </a>
            </p>
          </>
        )}
        <p>
          <a href={back}>{t.cancel}</a>
        </p>
      </main>
    </Document>
  );
}
