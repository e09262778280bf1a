import type { Account } from '../../db/accounts/accounts';
import type { Invitation } from '../../db/people/invitations';
import type { Session } from '../../db/people/sessions';
import type { CallOrigin } from '../../shared/access/audit-entry';
import { sha256Hex } from '../../shared/crypto/hmac';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Deps } from '../ports';
import { newSession } from '../sessions/sign-in';
import { findShards } from '../shards/find-shards';

/** What a link carries: the account, and a token that only the link has. */
export type InvitationLink = { accountId: string; token: string };
export type InvitationState = 'pending' | 'accepted' | 'revoked' | 'expired';

/** Returns the state of an invitation at `now` (epoch ms); an accepted or revoked one never expires. */
export function invitationState({ acceptedAt, revokedAt, expiresAt }: Invitation, now: number): InvitationState {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt > now ? 'pending' : 'expired';
}

type LinkDeps = Pick<Deps, 'databases' | 'directory' | 'forShard' | 'now'>;

async function locate(deps: LinkDeps, { accountId, token }: InvitationLink) {
  const shard = (await findShards(deps, [accountId])).get(accountId);
  const own = deps.forShard(shard?.database ?? 0);
  const hash = await sha256Hex(token);
  const found = await own.invitations.findByHash(accountId, hash);
  return { own, hash, found, isMoving: shard !== undefined && shard.movingSince !== null };
}

/** Returns the invitation of a link and its account, in whatever state it is; spends nothing. Fails with not_found. */
export async function readInvitation(
  deps: LinkDeps,
  link: InvitationLink,
): Promise<{ invitation: Invitation; account: Account; state: InvitationState }> {
  const { found } = await locate(deps, link);
  if (!found) throw new AppError('not_found');
  return { ...found, state: invitationState(found.invitation, deps.now()) };
}

/**
 * Spends an invitation once: adds the person, or finds the one with this e-mail, and signs them in. Fails with not_found,
 * invitation_ended and account_moving.
 */
export async function acceptInvitation(
  deps: LinkDeps,
  link: InvitationLink,
  { replaces, ...origin }: { replaces: string | null } & Pick<CallOrigin, 'location' | 'userAgent'>,
): Promise<Session> {
  const { own, hash, found, isMoving } = await locate(deps, link);
  if (!found) throw new AppError('not_found');
  if (isMoving) throw new AppError('account_moving');
  const now = deps.now();
  const { account, invitation } = found;
  const { accountId } = account;
  const person = {
    personId: newId('prs'),
    accountId,
    name: invitation.name,
    email: invitation.email,
    role: invitation.role,
    createdAt: now,
    updatedAt: now,
    lastSeenAt: now,
    removedAt: null,
  };
  const actor = { type: 'person' as const, id: person.personId, name: person.name };
  const { session, audit: started } = newSession({ account, actor }, origin, now);
  const context = { account, actor, origin: { session: session.publicId, ...origin } };
  const { role, invitationId } = invitation;
  const joined = newAuditEntry(context, now, 'person.joined', {
    targets: [{ type: 'person', id: person.personId }],
    metadata: { role },
  });
  const accepted = newAuditEntry(context, now, 'invitation.accepted', {
    targets: [{ type: 'invitation', id: invitationId }],
  });
  const added = await own.invitations.accept(
    { accountId, hash, now },
    person,
    { session, replaces },
    { accepted, joined, started },
  );
  if (!added) throw new AppError('invitation_ended');
  return { ...session, personId: added.personId };
}
