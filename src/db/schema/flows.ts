import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

export const flows = sqliteTable(
  'flows',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    name: text('name').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull(),
    /** Whether the flow, which is inactive, becomes active when Meta has approved its templates. */
    activateWhenReady: integer('activate_when_ready', { mode: 'boolean' }).notNull().default(false),
    version: integer('version').notNull(),
    triggerOn: text('trigger_on').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.key] }),
    index('flows_newest').on(t.accountId, t.createdAt, t.key),
    index('flows_trigger').on(t.accountId, t.triggerOn).where(sql`${t.active} = 1`),
    index('flows_waiting').on(t.accountId, t.key).where(sql`${t.activateWhenReady} = 1`),
  ],
);

export const flowVersions = sqliteTable(
  'flow_versions',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    version: integer('version').notNull(),
    definition: json<JsonObject>('definition').notNull(),
    digest: text('digest').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key, t.version] })],
);
