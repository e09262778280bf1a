import type { AuditDraft } from '../../db/accounts/audit';
import type { Actor } from '../../shared/access/actor';
import type { AuditAction } from '../../shared/access/audit-actions';
import { newId } from '../../shared/crypto/ids';
import type { CallOrigin } from '../context';

type Facts = Pick<AuditDraft, 'targets'> & { metadata?: AuditDraft['metadata'] };

/**
 * Makes the entry of the audit log for what a caller does, for the batch of its effect. `metadata` never holds a secret or the
 * text of a message.
 */
export const newAuditEntry = (
  { account, actor, origin }: { account: { accountId: string }; actor: Actor; origin: CallOrigin | null },
  now: number,
  action: AuditAction,
  { targets, metadata = {} }: Facts,
): AuditDraft => ({
  accountId: account.accountId,
  auditId: newId('aud'),
  action,
  occurredAt: now,
  actorType: actor.type,
  actorId: actor.id,
  actorName: actor.name,
  targets,
  session: origin?.session ?? null,
  location: origin?.location ?? null,
  userAgent: origin?.userAgent ?? null,
  metadata,
});
