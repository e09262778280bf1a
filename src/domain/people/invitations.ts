import { z } from 'zod';
import type { Invitation } from '../../db/people/invitations';
import type { PageParams } from '../../db/sql/page';
import { storedActor } from '../../shared/access/actor';
import { ROLES } from '../../shared/access/roles';
import { base64UrlEncode } from '../../shared/crypto/encoding';
import { sha256Hex } from '../../shared/crypto/hmac';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { requireRole } from './require-role';

const WEEK_S = 7 * 86_400;
const MIN_S = 60;
const TOKEN_BYTES = 16;

/** A name as people write it: any script, no control characters. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((name) => !/\p{Cc}/u.test(name), { message: 'must not have control characters' });

export const CreateInvitation = z
  .strictObject({
    email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
    name: PersonName,
    role: z.enum(ROLES),
    /** Seconds; a week at most and by default. */
    expires_in: z.number().int().min(MIN_S).max(WEEK_S).default(WEEK_S),
  })
  .meta({ example: { email: 'anna@negozio.example', name: 'Anna', role: 'agent' } });

export type CreatedInvitation = { invitation: Invitation; token: string };

/**
 * Invites a person; only this response has the link's token. An invitation to the e-mail of a person who is here is a new way in
 * for them, with the role that they have. Fails with missing_scope for a role that may do more than the caller, and with
 * person_exists for another role than they have.
 */
export async function createInvitation(
  deps: Pick<Deps, 'invitations' | 'now' | 'people'>,
  context: Context,
  { email, name, role, expires_in: seconds }: z.infer<typeof CreateInvitation>,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedInvitation>,
): Promise<CreatedInvitation> {
  requireRole(context, role);
  const { accountId } = context.account;
  const existing = await deps.people.findByEmail(accountId, email);
  if (existing && existing.role !== role) {
    throw new AppError(
      'person_exists',
      `${email} is ${existing.role}; change the role of ${existing.personId} instead`,
    );
  }
  const now = deps.now();
  const token = base64UrlEncode(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
  const invitation: Invitation = {
    invitationId: newId('inv'),
    accountId,
    hash: await sha256Hex(token),
    email,
    name,
    role,
    invitedBy: storedActor(context.actor),
    createdAt: now,
    expiresAt: now + seconds * 1_000,
    acceptedAt: null,
    revokedAt: null,
    personId: null,
  };
  const targets = [{ type: 'invitation', id: invitation.invitationId }];
  const audit = newAuditEntry(context, now, 'invitation.created', { targets, metadata: { role } });
  const created = { invitation, token };
  await deps.invitations.insert(invitation, audit, await makeIdempotencyRecord(created));
  return created;
}

/** Returns a page of the account's invitations, the newest first. */
export const listInvitations = ({ invitations }: Pick<Deps, 'invitations'>, { account }: Context, page: PageParams) =>
  invitations.list(account.accountId, page);

/** Returns an invitation of the account, in any state. Fails with not_found. */
export async function findInvitation(
  { invitations }: Pick<Deps, 'invitations'>,
  { account }: Context,
  invitationId: string,
): Promise<Invitation> {
  const found = await invitations.find(account.accountId, invitationId);
  if (!found) throw new AppError('not_found', 'There is no such invitation');
  return found;
}

/** Revokes an invitation; its link stops working at once. One that is accepted stays as it is. Fails with not_found. */
export async function revokeInvitation(
  deps: Pick<Deps, 'invitations' | 'now'>,
  context: Context,
  invitationId: string,
): Promise<Invitation> {
  const now = deps.now();
  const targets = [{ type: 'invitation', id: invitationId }];
  const audit = newAuditEntry(context, now, 'invitation.revoked', { targets });
  await deps.invitations.revoke(context.account.accountId, invitationId, now, audit);
  return findInvitation(deps, context, invitationId);
}
