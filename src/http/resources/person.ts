import { z } from 'zod';
import type { AuditEntry } from '../../db/accounts/audit';
import type { Invitation } from '../../db/people/invitations';
import type { Person } from '../../db/people/people';
import type { Session } from '../../db/people/sessions';
import { invitationState } from '../../domain/people/accept-invitation';
import { ACTOR_TYPES, readAuthor } from '../../shared/access/actor';
import { ROLES } from '../../shared/access/roles';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant } from './common';

const instantOrNull = (ms: number | null, zone: string) => (ms === null ? null : formatInstant(ms, zone));

export const PersonResource = z
  .object({
    person_id: z.string(),
    name: z.string(),
    email: z.string().nullable().meta({ description: 'Null once the person is removed' }),
    role: z.enum(ROLES),
    last_signed_in_at: Instant.nullable(),
    removed_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Person' });

export const presentPerson = (person: Person, zone: string): z.infer<typeof PersonResource> => ({
  person_id: person.personId,
  name: person.name,
  email: person.email,
  role: person.role,
  last_signed_in_at: instantOrNull(person.lastSeenAt, zone),
  removed_at: instantOrNull(person.removedAt, zone),
  created_at: formatInstant(person.createdAt, zone),
  updated_at: formatInstant(person.updatedAt, zone),
});

export const InvitationResource = z
  .object({
    invitation_id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    state: z.enum(['pending', 'accepted', 'revoked', 'expired']),
    invited_by: z.object({ type: z.string(), id: z.string().nullable() }),
    person_id: z.string().nullable().meta({ description: 'Who came by it' }),
    expires_at: Instant,
    accepted_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'Invitation' });
export const CreatedInvitationResource = InvitationResource.extend({
  url: z.string().meta({ description: 'The link to send to the person; it is shown only once' }),
}).meta({ id: 'CreatedInvitation' });

export function presentInvitation(
  invitation: Invitation,
  { zone, now }: { zone: string; now: number },
): z.infer<typeof InvitationResource> {
  const { kind, id } = readAuthor(invitation.invitedBy);
  return {
    invitation_id: invitation.invitationId,
    email: invitation.email,
    name: invitation.name,
    role: invitation.role,
    state: invitationState(invitation, now),
    invited_by: { type: kind, id },
    person_id: invitation.personId,
    expires_at: formatInstant(invitation.expiresAt, zone),
    accepted_at: instantOrNull(invitation.acceptedAt, zone),
    revoked_at: instantOrNull(invitation.revokedAt, zone),
    created_at: formatInstant(invitation.createdAt, zone),
  };
}

/** Returns the address of an invitation's page. */
export const invitationUrl = (origin: string, accountId: string, token: string): string =>
  `${origin}/account/profile/invitation/${accountId}/${token}`;

export const SessionResource = z
  .object({
    session_id: z.string(),
    location: z.string().nullable().meta({ description: 'The IP address of the sign-in' }),
    user_agent: z.string().nullable(),
    created_at: Instant,
    expires_at: Instant,
  })
  .meta({ id: 'Session' });

export const presentSession = (session: Session, zone: string): z.infer<typeof SessionResource> => ({
  session_id: session.publicId ?? '',
  location: session.location,
  user_agent: session.userAgent,
  created_at: formatInstant(session.createdAt, zone),
  expires_at: formatInstant(session.expiresAt, zone),
});

const AUDIT_VERSION = 1;

export const AuditEntryResource = z
  .object({
    id: z.string(),
    action: z.string().meta({ description: '`noun.past`, such as `key.created`', example: 'person.removed' }),
    occurred_at: Instant,
    actor: z.object({ type: z.enum(ACTOR_TYPES), id: z.string().nullable(), name: z.string().nullable() }),
    targets: z.array(z.object({ type: z.string(), id: z.string() })),
    context: z.object({
      session: z.string().nullable(),
      location: z.string().nullable(),
      user_agent: z.string().nullable(),
    }),
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    version: z.literal(AUDIT_VERSION),
  })
  .meta({ id: 'AuditEntry' });

export const presentAuditEntry = (entry: AuditEntry, zone: string): z.infer<typeof AuditEntryResource> => ({
  id: entry.auditId,
  action: entry.action,
  occurred_at: formatInstant(entry.occurredAt, zone),
  actor: { type: entry.actorType, id: entry.actorId, name: entry.actorName },
  targets: entry.targets,
  context: { session: entry.session, location: entry.location, user_agent: entry.userAgent },
  metadata: entry.metadata,
  version: AUDIT_VERSION,
});
