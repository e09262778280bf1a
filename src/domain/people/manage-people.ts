import { z } from 'zod';
import type { Person } from '../../db/people/people';
import type { Session } from '../../db/people/sessions';
import type { PageParams } from '../../db/sql/page';
import { ROLES } from '../../shared/access/roles';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { PersonName } from './invitations';
import { requireRole } from './require-role';

export const ChangePerson = z
  .strictObject({ name: PersonName.optional(), role: z.enum(ROLES).optional() })
  .meta({ example: { role: 'admin' } });

type PeopleDeps = Pick<Deps, 'now' | 'people'>;

/** Returns a page of the account's people, in the order in which they joined. */
export const listPeople = ({ people }: Pick<Deps, 'people'>, { account }: Context, page: PageParams) =>
  people.list(account.accountId, page);

/** Returns a person, removed or not. Fails with not_found. */
export async function findPerson(
  { people }: Pick<Deps, 'people'>,
  { account }: Context,
  personId: string,
): Promise<Person> {
  const person = await people.find(account.accountId, personId);
  if (!person) throw new AppError('not_found', 'There is no such person');
  return person;
}

const targetsOf = (personId: string) => [{ type: 'person', id: personId }];

/** A caller may change or remove only who may do no more than the caller. */
async function requirePerson(deps: PeopleDeps, context: Context, personId: string): Promise<Person> {
  const person = await findPerson(deps, context, personId);
  requireRole(context, person.role);
  return person;
}

const lastOwner = () =>
  new AppError('last_owner', 'An account keeps at least one owner: make another person owner first');

/**
 * Changes the name and the role of a person. A new role ends the person's sessions. Fails with not_found, missing_scope and
 * last_owner.
 */
export async function changePerson(
  deps: PeopleDeps,
  context: Context,
  { personId, input: { name, role } }: { personId: string; input: z.infer<typeof ChangePerson> },
): Promise<Person> {
  const before = await requirePerson(deps, context, personId);
  if (before.removedAt !== null) throw new AppError('not_found', 'This person has been removed');
  if (role !== undefined) requireRole(context, role);
  const isNewName = name !== undefined && name !== before.name;
  const isNewRole = role !== undefined && role !== before.role;
  if (!isNewName && !isNewRole) return before;
  const now = deps.now();
  const metadata = { ...(isNewName ? { name } : {}), ...(isNewRole ? { role, previous_role: before.role } : {}) };
  const audit = newAuditEntry(context, now, 'person.changed', { targets: targetsOf(personId), metadata });
  const changed = await deps.people.change(context.account.accountId, { personId, name, role, now }, audit);
  if (!changed) throw lastOwner();
  return changed;
}

/** Removes a person: nothing that they were signed in with works any more. Fails with not_found, missing_scope and last_owner. */
export async function removePerson(deps: PeopleDeps, context: Context, personId: string): Promise<Person> {
  const before = await requirePerson(deps, context, personId);
  if (before.removedAt !== null) return before;
  const now = deps.now();
  const audit = newAuditEntry(context, now, 'person.removed', { targets: targetsOf(personId) });
  const removed = await deps.people.remove(context.account.accountId, personId, now, audit);
  if (removed) return removed;
  const after = await findPerson(deps, context, personId);
  if (after.removedAt !== null) return after;
  throw lastOwner();
}

/** Returns a page of the open sessions of a person, the newest first. Fails with not_found. */
export async function listSessions(
  deps: PeopleDeps & Pick<Deps, 'sessions'>,
  context: Context,
  personId: string,
  page: PageParams,
): Promise<{ rows: Session[]; more: boolean }> {
  await findPerson(deps, context, personId);
  return deps.sessions.listOfPerson(context.account.accountId, personId, { ...page, now: deps.now() });
}

/** Ends a session of a person. Fails with not_found. */
export async function endSession(
  deps: Pick<Deps, 'now' | 'sessions'>,
  context: Context,
  { personId, publicId }: { personId: string; publicId: string },
): Promise<Session> {
  const targets = [{ type: 'session', id: publicId }, ...targetsOf(personId)];
  const audit = newAuditEntry(context, deps.now(), 'session.ended', { targets });
  const ended = await deps.sessions.deleteOfPerson(context.account.accountId, { personId, publicId }, audit);
  if (!ended) throw new AppError('not_found', 'There is no such session');
  return ended;
}
