import { insertOutboxEvents } from '../events/outbox';
import type { invitations } from '../schema';
import type { Database } from '../sql/database';

type NewInvitation = Pick<
  typeof invitations.$inferSelect,
  'accountId' | 'invitationId' | 'role' | 'expiresAt' | 'createdAt'
>;

/** Returns the statements that write an event for a new invitation. It names nobody: its address says who is invited. */
export const insertInvitationEvent = (
  db: Database,
  { accountId, invitationId, role, expiresAt, createdAt }: NewInvitation,
) =>
  insertOutboxEvents(
    db,
    [
      {
        accountId,
        type: 'person.invited',
        objectId: invitationId,
        facts: { invitation_id: invitationId, role, expires_at: expiresAt },
      },
    ],
    createdAt,
  );
