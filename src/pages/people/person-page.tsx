import type { Passkey } from '../../db/people/passkeys';
import type { Person } from '../../db/people/people';
import type { Session } from '../../db/people/sessions';
import { DoneNotice } from '../components/done-notice';
import { ScrollTable } from '../components/scroll-table';
import { formatTime } from '../format/format-time';
import { Time } from '../format/time';
import { Form } from '../forms/form';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { PEOPLE_PATH } from './people-page';
import { peopleTexts } from './people-texts';

/** A person's own passkeys, and the button that adds one on this device. */
function PasskeysSection({ view, passkeys, now }: { view: View; passkeys: Passkey[]; now: number }) {
  const t = peopleTexts[view.language];
  return (
    <section aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t.passkeys}</h2>
      <p>{t.passkeysAbout}</p>
      {passkeys.length === 0 ? (
        <p class="notice warn">{t.noPasskeys}</p>
      ) : (
        <ScrollTable label={t.passkeys} role="group" columns={[t.name, t.added, t.used, t.actions]}>
          {passkeys.map(({ passkeyId, name, createdAt, lastUsedAt }) => (
            <tr>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>
                <Time view={view} ms={createdAt} />
              </td>
              <td>{lastUsedAt === null ? t.never : <Time view={view} ms={lastUsedAt} />}</td>
              <td>
                <Form view={view} action={`${PEOPLE_PATH}/me/passkeys/${passkeyId}/remove`}>
                  <button class="quiet danger">
                    {t.removePasskey}
                    <span class="visually-hidden"> {name}</span>
                  </button>
                </Form>
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
      <p id="passkey-failed" class="notice bad" role="alert" hidden>
        {t.passkeyFailed}
      </p>
      <p id="passkey-unsupported" class="hint">
        {t.passkeyUnsupported}
      </p>
      <form id="add-passkey" data-passkey="register" data-name={t.passkeyName(formatTime(view, now))} hidden>
        <input type="hidden" name="form_token" value={view.formToken} />
        <button>{t.addPasskey}</button>
      </form>
    </section>
  );
}

/** The sessions of a person; their own page has their passkeys too. */
export function PersonPage({
  view,
  person,
  passkeys,
  sessions,
  ownSession,
  now,
  done,
}: {
  view: View;
  person: Person;
  /** Null on the page of somebody else. */
  passkeys: Passkey[] | null;
  sessions: Session[];
  ownSession: string | null;
  now: number;
  done: string | undefined;
}) {
  const t = peopleTexts[view.language];
  const isOwn = passkeys !== null;
  const mayEnd = isOwn || view.may('people:write');
  const path = `${PEOPLE_PATH}/${isOwn ? 'me' : person.personId}`;
  return (
    <PageLayout
      view={view}
      title={isOwn ? t.ownTitle : person.name}
      navSection="people"
      script={isOwn ? '/passkeys.js' : undefined}
      isReadOnlyNoted={false}
    >
      <DoneNotice texts={t.done} code={done} />
      {view.may('settings:read') && (
        <p>
          <a href={PEOPLE_PATH}>{t.back}</a>
        </p>
      )}
      <p>
        <bdi>{person.name}</bdi> · {person.email} · {t.roles[person.role]}
      </p>
      {isOwn && <PasskeysSection view={view} passkeys={passkeys} now={now} />}
      <section aria-labelledby="sessions-title">
        <h2 id="sessions-title">{t.sessions}</h2>
        {sessions.length === 0 ? (
          <p>{t.noSessions}</p>
        ) : (
          <>
            <p>{t.sessionsAbout}</p>
            <ScrollTable
              label={t.sessions}
              role="group"
              columns={[t.since, t.device, t.address, t.expires, mayEnd && t.actions]}
            >
              {sessions.map(({ publicId, createdAt, expiresAt, userAgent, location }) => (
                <tr>
                  <th scope="row">
                    <Time view={view} ms={createdAt} />
                    {publicId === ownSession && <span class="hint"> ({t.thisSession})</span>}
                  </th>
                  <td>
                    <bdi>{userAgent ?? '–'}</bdi>
                  </td>
                  <td>{location ?? '–'}</td>
                  <td>
                    <Time view={view} ms={expiresAt} />
                  </td>
                  {mayEnd && (
                    <td>
                      {publicId !== ownSession && (
                        <Form view={view} action={`${path}/sessions/${publicId ?? ''}/end`}>
                          <button class="quiet danger">{t.endSession}</button>
                        </Form>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </ScrollTable>
          </>
        )}
      </section>
    </PageLayout>
  );
}
