import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ACTOR_TYPES } from '../../shared/access/actor';
import { json } from './json-column';

export type AuditTarget = { type: string; id: string };

/** Who did what. Rows are added in the batch of their effect and never change; only retention deletes them. */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    accountId: text('account_id').notNull(),
    /** The position in the account's log, without gaps. */
    seq: integer('seq').notNull(),
    auditId: text('audit_id').notNull(),
    action: text('action').notNull(),
    occurredAt: integer('occurred_at').notNull(),
    actorType: text('actor_type', { enum: ACTOR_TYPES }).notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name'),
    targets: json<AuditTarget[]>('targets').notNull(),
    session: text('session'),
    location: text('location'),
    userAgent: text('user_agent'),
    metadata: json<Record<string, string | number | boolean | null>>('metadata').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.seq] }), uniqueIndex('audit_entries_id').on(t.accountId, t.auditId)],
);
