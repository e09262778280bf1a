import type { Passkey } from '../../db/people/passkeys';
import type { Person } from '../../db/people/people';
import type { Session } from '../../db/people/sessions';
import { DoneNotice } from '../components/done-notice';
import { RowList } from '../components/row-list';
import { ConfirmLink } from '../confirm/confirm-link';
import { displayDevice } from '../format/display-device';
import { formatMinute } from '../format/format-clock';
import { Time } from '../format/time';
import { Form } from '../forms/form';
import { FormToken } from '../forms/form-token';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { PEOPLE_PATH } from './people-page';
import { peopleTexts } from './people-texts';

/** A person's own passkeys, and the button that adds one on this device. */
function PasskeysSection({
  view,
  passkeys,
  isProven,
  now,
}: {
  view: View;
  passkeys: Passkey[];
  isProven: boolean;
  now: number;
}) {
  const t = peopleTexts[view.language];
  return (
    <section aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t.passkeys}</h2>
      <p>{t.passkeysAbout}</p>
      {passkeys.length === 0 ? (
        <p class="notice warn">{t.noPasskeys}</p>
      ) : (
        <RowList
          label={t.passkeys}
          rows={passkeys.map(({ passkeyId, name, createdAt, lastUsedAt }) => ({
            title: <bdi>{name}</bdi>,
            facts: [
              { label: t.added, value: <Time view={view} ms={createdAt} /> },
              { label: t.used, value: lastUsedAt === null ? t.never : <Time view={view} ms={lastUsedAt} /> },
            ],
            actions: (
              <ConfirmLink
                href={`${PEOPLE_PATH}/me/passkeys/${passkeyId}/remove`}
                label={t.removePasskey}
                name={name}
              />
            ),
          }))}
        />
      )}
      <p id="passkey-failed" class="notice bad" role="alert" hidden>
        {t.passkeyFailed}
      </p>
      <p id="passkey-unsupported" class="hint">
        {t.passkeyUnsupported}
      </p>
      {isProven || passkeys.length === 0 ? (
        <form id="add-passkey" data-passkey="register" data-name={t.passkeyName(formatMinute(view, now))} hidden>
          <FormToken view={view} />
          <button>{t.addPasskey}</button>
        </form>
      ) : (
        <Form view={view} action={`${PEOPLE_PATH}/me/passkeys/new`}>
          <button>{t.addPasskey}</button>
        </Form>
      )}
    </section>
  );
}

function SessionList({
  view,
  path,
  sessions,
  ownSession,
  mayEnd,
}: {
  view: View;
  path: string;
  sessions: Session[];
  ownSession: string | null;
  mayEnd: boolean;
}) {
  const t = peopleTexts[view.language];
  return (
    <RowList
      label={t.sessions}
      rows={sessions.map(({ publicId, createdAt, expiresAt, userAgent, location }) => ({
        title: (
          <>
            <bdi title={userAgent ?? undefined}>{displayDevice(view.language, userAgent)}</bdi>
            {publicId === ownSession && <span class="hint"> ({t.thisSession})</span>}
          </>
        ),
        facts: [
          { label: t.since, value: <Time view={view} ms={createdAt} /> },
          { label: t.address, value: location ?? '–' },
          { label: t.expires, value: <Time view={view} ms={expiresAt} /> },
        ],
        actions: mayEnd && publicId !== ownSession && (
          <ConfirmLink
            href={`${path}/sessions/${publicId ?? ''}/end`}
            label={t.endSession}
            name={`${displayDevice(view.language, userAgent)}, ${formatMinute(view, createdAt)}`}
          />
        ),
      }))}
    />
  );
}

/** The sessions of a person; their own page has their passkeys too. */
export function PersonPage({
  view,
  person,
  passkeys,
  sessions,
  ownSession,
  isProven,
  now,
  done,
}: {
  view: View;
  person: Person;
  /** Null on the page of somebody else. */
  passkeys: Passkey[] | null;
  sessions: Session[];
  ownSession: string | null;
  /** Whether the person proved lately who they are. */
  isProven: boolean;
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
      back={view.may('settings:read') ? { href: PEOPLE_PATH, label: t.back } : undefined}
      script={isOwn ? '/passkeys.js' : undefined}
      isReadOnlyNoted={false}
    >
      <DoneNotice texts={t.done} code={done} />
      <p>
        <bdi>{person.name}</bdi> · {person.email} · {t.roles[person.role]}
      </p>
      {isOwn && <PasskeysSection view={view} passkeys={passkeys} isProven={isProven} now={now} />}
      <section aria-labelledby="sessions-title">
        <h2 id="sessions-title">{t.sessions}</h2>
        {sessions.length === 0 ? (
          <p>{t.noSessions}</p>
        ) : (
          <>
            <p>{t.sessionsAbout}</p>
            <SessionList view={view} path={path} sessions={sessions} ownSession={ownSession} mayEnd={mayEnd} />
          </>
        )}
      </section>
    </PageLayout>
  );
}
