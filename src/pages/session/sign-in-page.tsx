import type { AccessIdentity } from '../../domain/access/sign-in-with-access';
import type { Language } from '../../shared/text/language';
import { Document } from '../layout/document';
import { LanguageSwitch } from '../layout/language-switch';
import { Logo } from '../layout/logo';
import { sessionTexts } from './session-texts';

export type SignInReason = 'wrong' | 'narrow' | 'ended' | 'unsent' | 'out' | null;

/** `next` is the page to show after the sign-in. */
export function SignInPage({
  language,
  reason,
  next,
  identity,
}: {
  language: Language;
  reason: SignInReason;
  next: string;
  /** Who Cloudflare Access says is asking. */
  identity: AccessIdentity | null;
}) {
  const t = sessionTexts[language];
  const isError = reason === 'wrong' || reason === 'narrow';
  return (
    <Document language={language} title={t.title} script="/passkeys.js">
      <main class="sign-in">
        <div class="bar">
          <p class="brand">
            <Logo /> Aisac
          </p>
          <LanguageSwitch language={language} path={`/account/profile/sign-in?next=${encodeURIComponent(next)}`} />
        </div>
        <h1>{t.title}</h1>
        {reason !== null && (
          <p id="reason" class={isError ? 'notice bad' : 'notice'} role={isError ? 'alert' : 'status'}>
            {t[reason]}
          </p>
        )}
        {identity && (
          <section>
            <p>
              {t.accessAs} <bdi>{identity.email}</bdi>
            </p>
            {identity.accounts.length === 0 && <p>{t.accessUnknown}</p>}
            {identity.accounts.map(({ accountId, accountName }) => (
              <form method="post" action="/account/profile/sign-in/access">
                <input type="hidden" name="next" value={next} />
                <input type="hidden" name="account" value={accountId} />
                <button>{t.withAccess(accountName)}</button>
              </form>
            ))}
          </section>
        )}
        <section aria-labelledby="passkey-title">
          <h2 id="passkey-title" class="visually-hidden">
            {t.withPasskey}
          </h2>
          <p id="passkey-failed" class="notice bad" role="alert" hidden>
            {t.passkeyFailed}
          </p>
          <p id="passkey-unsupported" class="hint">
            {t.passkeyUnsupported}
          </p>
          <form data-passkey="sign-in" data-next={next} hidden>
            <button>{t.withPasskey}</button>
            <p class="hint">{t.passkeyHint}</p>
          </form>
        </section>
        <div class="card">
          <h2>{t.withKey}</h2>
          <p>{t.intro}</p>
          <form method="post" action="/account/profile/sign-in">
            <input type="hidden" name="next" value={next} />
            <div class="field">
              <label for="api_key">{t.key}</label>
              <input
                id="api_key"
                name="api_key"
                type="password"
                autocomplete="current-password"
                required
                maxlength={200}
                aria-describedby={isError ? 'reason' : undefined}
                aria-invalid={isError ? 'true' : undefined}
              />
            </div>
            <button class="quiet">{t.submit}</button>
          </form>
        </div>
        <p class="hint">{t.twelveHours}</p>
      </main>
    </Document>
  );
}
