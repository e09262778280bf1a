import type { Invitation } from '../../db/people/invitations';
import type { Person } from '../../db/people/people';
import { scopesOfRole } from '../../domain/keys/scopes-of-role';
import { ROLES, type Role } from '../../shared/access/roles';
import { Copyable } from '../components/copyable';
import { DoneNotice } from '../components/done-notice';
import { RowList } from '../components/row-list';
import { ConfirmLink } from '../confirm/confirm-link';
import { Time } from '../format/time';
import { Field } from '../forms/field';
import { Form } from '../forms/form';
import { FormErrorSummary } from '../forms/form-error-summary';
import type { FormErrors } from '../forms/form-errors';
import { SelectField } from '../forms/select-field';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { AUDIT_PATH } from './audit-path';
import { peopleTexts } from './people-texts';

export const PEOPLE_PATH = '/account/profile/people';
export const INVITATION_FORM = 'invitation';
export const PERSON_FORM = 'person';

/** The roles that whoever signed in can give: none that may do more. */
const rolesToGive = (view: View): Role[] =>
  ROLES.filter((role) => scopesOfRole(role).every((scope) => view.may(scope)));

/** The form that gives a person another role. */
function RoleForm({ view, person: { personId, name, role }, roles }: { view: View; person: Person; roles: Role[] }) {
  const t = peopleTexts[view.language];
  return (
    <details>
      <summary>
        {t.saveRole}
        <span class="visually-hidden"> {name}</span>
      </summary>
      <Form view={view} action={`${PEOPLE_PATH}/${personId}/role`}>
        <SelectField
          id={`role-${personId}`}
          name="role"
          label={t.role}
          options={roles.map((each) => ({ value: each, label: t.roles[each] }))}
          chosen={role}
        />
        <p class="hint">{t.saveRoleHint}</p>
        <button class="quiet">
          {t.saveRole}
          <span class="visually-hidden"> {name}</span>
        </button>
      </Form>
    </details>
  );
}

function PeopleList({ view, people }: { view: View; people: Person[] }) {
  const t = peopleTexts[view.language];
  const roles = rolesToGive(view);
  return (
    <RowList
      label={t.list}
      rows={people.map((person) => {
        const { personId, name, email, role, lastSeenAt } = person;
        const mayChange = view.may('people:write') && roles.includes(role);
        return {
          title: (
            <>
              <bdi>{name}</bdi>
              {personId === view.own && <span class="hint"> ({t.you})</span>}
            </>
          ),
          facts: [
            { label: t.email, value: email },
            { label: t.role, value: t.roles[role] },
            { label: t.lastSeen, value: lastSeenAt === null ? t.never : <Time view={view} ms={lastSeenAt} /> },
          ],
          actions: (
            <>
              <a class="button quiet" href={`${PEOPLE_PATH}/${personId}`}>
                {t.sessions}
                <span class="visually-hidden"> {name}</span>
              </a>
              {mayChange && <ConfirmLink href={`${PEOPLE_PATH}/${personId}/remove`} label={t.remove} name={name} />}
              {mayChange && <RoleForm view={view} person={person} roles={roles} />}
            </>
          ),
        };
      })}
    />
  );
}

function InvitationList({ view, invitations }: { view: View; invitations: Invitation[] }) {
  const t = peopleTexts[view.language];
  const mayWrite = view.may('people:write');
  return (
    <>
      <h2>{t.invitations}</h2>
      <RowList
        label={t.invitations}
        rows={invitations.map(({ invitationId, name, email, role, expiresAt }) => ({
          title: <bdi>{name}</bdi>,
          facts: [
            { label: t.email, value: email },
            { label: t.role, value: t.roles[role] },
            { label: t.expires, value: <Time view={view} ms={expiresAt} /> },
          ],
          actions: mayWrite && (
            <ConfirmLink href={`${PEOPLE_PATH}/invitations/${invitationId}/revoke`} label={t.revoke} name={name} />
          ),
        }))}
      />
    </>
  );
}

/** The people of the account and the open invitations; whoever may change people invites here. */
export function PeoplePage({
  view,
  people,
  nextPage,
  invitations,
  formErrors,
  made,
  done,
}: {
  view: View;
  people: Person[];
  /** The address of the next page of people; null on the last one. */
  nextPage: string | null;
  invitations: { rows: Invitation[]; more: boolean };
  formErrors: FormErrors | null;
  /** An invitation that was just made; its link is shown only now. */
  made: { name: string; url: string } | null;
  done: string | undefined;
}) {
  const t = peopleTexts[view.language];
  const errors = formErrors && { ...formErrors, texts: t.errors };
  const roles = rolesToGive(view);
  return (
    <PageLayout view={view} title={t.title} navSection="people">
      <DoneNotice texts={t.done} code={done} />
      <p>{t.about}</p>
      <p>
        <a href={AUDIT_PATH}>{t.activity}</a>
      </p>
      {made && (
        <div class="notice good" role="status">
          <Copyable view={view} id="made-link" label={`${t.invited} ${made.name}`} value={made.url} />
          <p class="hint">{t.invitedHint}</p>
        </div>
      )}
      <FormErrorSummary form={PERSON_FORM} formErrors={errors} title={t.formErrorTitle} />
      {people.length === 0 ? <p>{t.none}</p> : <PeopleList view={view} people={people} />}
      {nextPage !== null && (
        <p>
          <a href={nextPage}>{t.next}</a>
        </p>
      )}
      {invitations.rows.length > 0 && <InvitationList view={view} invitations={invitations.rows} />}
      {invitations.more && <p class="hint">{t.more}</p>}
      {view.may('people:write') && roles.length > 0 && (
        <section aria-labelledby="invite-title">
          <h2 id="invite-title">{t.invite}</h2>
          <p>{t.inviteHint}</p>
          <FormErrorSummary
            form={INVITATION_FORM}
            formErrors={errors}
            title={t.formErrorTitle}
            labels={{ name: t.name, email: t.email, role: t.role }}
          />
          <Form view={view} action={`${PEOPLE_PATH}/invitations`} creates>
            <div class="fields">
              <Field form={INVITATION_FORM} name="name" label={t.name} formErrors={errors} required />
              <Field form={INVITATION_FORM} name="email" label={t.email} formErrors={errors} required />
              <SelectField
                id={`${INVITATION_FORM}-role`}
                name="role"
                label={t.role}
                options={roles.map((each) => ({ value: each, label: t.roles[each] }))}
                chosen={formErrors?.values.get('role') ?? 'agent'}
              />
            </div>
            <details>
              <summary>{t.rolesTitle}</summary>
              <dl class="facts">
                {ROLES.map((role) => (
                  <>
                    <dt>{t.roles[role]}</dt>
                    <dd>{t.rolesAbout[role]}</dd>
                  </>
                ))}
              </dl>
            </details>
            <button>{t.inviteSubmit}</button>
          </Form>
        </section>
      )}
    </PageLayout>
  );
}
