import type { Account } from '../../db/accounts/accounts';
import type { Invitation } from '../../db/people/invitations';
import type { InvitationState } from '../../domain/people/accept-invitation';
import type { Language } from '../../shared/text/language';
import { Document } from '../layout/document';
import { LanguageSwitch } from '../layout/language-switch';
import { Logo } from '../layout/logo';
import { invitationTexts } from './invitation-texts';
import { peopleTexts } from './people-texts';

/** What the page shows: an invitation in its state, or null for a link that leads to none. */
export type ShownInvitation = {
  invitation: Pick<Invitation, 'name' | 'role'>;
  account: Pick<Account, 'name'>;
  state: InvitationState;
} | null;

/** The page of an invitation's link. Its form posts to this host, which sets the session's cookie in the answer. */
export function InvitationPage({
  language,
  path,
  shown,
}: {
  language: Language;
  path: string;
  shown: ShownInvitation;
}) {
  const t = invitationTexts[language];
  const problem = shown === null ? t.missing : shown.state === 'pending' ? null : t.state[shown.state];
  return (
    <Document language={language} title={t.title}>
      <main class="sign-in">
        <div class="bar">
          <p class="brand">
            <Logo /> Aisac
          </p>
          <LanguageSwitch language={language} path={path} />
        </div>
        {shown === null || problem !== null ? (
          <>
            <h1>{t.title}</h1>
            <p class="notice bad" role="alert">
              {problem}
            </p>
            <p>
              <a href="/account/profile/sign-in">{t.signIn}</a>
            </p>
          </>
        ) : (
          <>
            <h1>
              {t.join} <bdi>{shown.account.name}</bdi>
            </h1>
            <section>
              <p class="name">
                <bdi>{shown.invitation.name}</bdi>
              </p>
              <p>
                {t.as(peopleTexts[language].roles[shown.invitation.role])}
                {' – '}
                {peopleTexts[language].rolesAbout[shown.invitation.role]}
              </p>
              <form method="post" action={path}>
                <button>{t.accept}</button>
              </form>
              <p class="hint">{t.next}</p>
            </section>
          </>
        )}
      </main>
    </Document>
  );
}
