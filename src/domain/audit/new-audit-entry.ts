import type { AuditDraft } from '../../db/accounts/audit';
import type { Actor } from '../../shared/access/actor';
import type { AuditAction } from '../../shared/access/audit-actions';
import { type CallOrigin, newAuditDraft } from '../../shared/access/audit-entry';

type Facts = Pick<AuditDraft, 'targets'> & { metadata?: AuditDraft['metadata'] };

/** Makes the entry of the audit log for what a caller does, for the batch of its effect. */
export const newAuditEntry = (
  { account, actor, origin }: { account: { accountId: string }; actor: Actor; origin: CallOrigin | null },
  now: number,
  action: AuditAction,
  facts: Facts,
): AuditDraft => newAuditDraft({ accountId: account.accountId, actor, origin, action, ...facts }, now);
