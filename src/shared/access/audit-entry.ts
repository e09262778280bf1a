import { newId } from '../crypto/ids';
import type { Actor } from './actor';
import type { AuditAction } from './audit-actions';

/** Where a call comes from; `session` is the public id of a session. */
export type CallOrigin = { session: string | null; location: string | null; userAgent: string | null };

type Facts = {
  accountId: string;
  action: AuditAction;
  /** Left out for what the Worker does by itself. */
  actor?: Actor;
  /** Null for what happens without a call. */
  origin?: CallOrigin | null;
  targets?: { type: string; id: string }[];
  metadata?: Record<string, string | number | boolean | null>;
};

const SYSTEM: Actor = { type: 'system', id: null, name: null };

/** Makes an entry of the audit log. `metadata` never holds a secret or the text of a message. */
export const newAuditDraft = (
  { accountId, action, actor = SYSTEM, origin = null, targets = [], metadata = {} }: Facts,
  now: number,
) => ({
  accountId,
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
