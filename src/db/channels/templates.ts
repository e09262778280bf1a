import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { followTemplates } from '../flows/flow-activation';
import { channels, flows, templates } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, selectsFromJson } from '../sql/database';
import { trimPage } from '../sql/page';
import type { Channel } from './channels';
import { insertTemplateEvents, type TemplateChange } from './template-events';

export type Template = typeof templates.$inferSelect;

type TemplateOwner = { accountId: string; wabaId: string };

const ofOwner = ({ accountId, wabaId }: TemplateOwner) =>
  and(eq(templates.accountId, accountId), eq(templates.wabaId, wabaId));

const isAfter = ({ name, language }: { name: string; language: string }) =>
  sql`(${templates.name}, ${templates.language}) > (${name}, ${language})`;

export const templatesRepository = (db: Database) => {
  return {
    /** Returns all known templates of a WhatsApp Business Account, by name and language. */
    async list(owner: TemplateOwner): Promise<Template[]> {
      return db.select().from(templates).where(ofOwner(owner)).orderBy(asc(templates.name), asc(templates.language));
    },

    /** Returns a page of them, by name and language. */
    async listPage(
      owner: TemplateOwner,
      { limit, after }: { limit: number; after: { name: string; language: string } | null },
    ): Promise<{ rows: Template[]; more: boolean }> {
      const rows = await db
        .select()
        .from(templates)
        .where(and(ofOwner(owner), after ? isAfter(after) : undefined))
        .orderBy(asc(templates.name), asc(templates.language))
        .limit(limit + 1);
      return trimPage(rows, limit);
    },

    /**
     * Replaces the known templates by those that Meta lists, which was asked at `now`. `changes` are the differences, which become events. Flows that wait
     * for their templates start, and flows whose template cannot be sent stop.
     */
    async replace(owner: TemplateOwner, rows: Template[], changes: TemplateChange[], now: number): Promise<void> {
      await runBatch(db, {
        events: changes.map((change) => insertTemplateEvents(db, change, now)),
        // What was created or reported since the list was asked for is newer than it.
        deleted: db.delete(templates).where(and(ofOwner(owner), lt(templates.updatedAt, now))),
        channels: db
          .update(channels)
          .set({ templatesAt: now })
          .where(and(eq(channels.accountId, owner.accountId), eq(channels.wabaId, owner.wabaId))),
        templates: selectsFromJson(templates, rows).map((values) =>
          db.insert(templates).select(values).onConflictDoNothing(),
        ),
        ...followTemplates(db, owner, now),
      });
    },

    /**
     * Returns up to `limit` working channels whose templates were read before an instant and on whose templates a flow waits to
     * become active.
     */
    async listAwaited(before: number, limit: number): Promise<Channel[]> {
      const isAwaited = sql`${channels.accountId} in (select ${flows.accountId} from ${flows} where ${flows.activateWhenReady} = 1)`;
      const isOld = or(isNull(channels.templatesAt), lt(channels.templatesAt, before));
      return db
        .select()
        .from(channels)
        .where(and(isAwaited, isOld, isNull(channels.deletedAt), isNull(channels.brokenAt)))
        .orderBy(asc(channels.templatesAt))
        .limit(limit);
    },

    /** Inserts templates that Meta has just taken, and activates the flows that waited for them. */
    async insert(owner: TemplateOwner, rows: Template[], now: number, audit: AuditDraft): Promise<void> {
      if (rows.length === 0) return;
      await runBatch(db, {
        templates: selectsFromJson(templates, rows).map((values) =>
          db.insert(templates).select(values).onConflictDoNothing(),
        ),
        audit: insertAuditEntry(db, audit),
        ...followTemplates(db, owner, now),
      });
    },

    /** Updates a known template. If `stale`, or if the template is unknown, the list is read from Meta again. */
    async update(
      change: TemplateOwner & {
        name: string;
        language: string;
        set: Partial<Template> & { updatedAt: number };
        stale: boolean;
      },
    ): Promise<void> {
      const one = and(ofOwner(change), eq(templates.name, change.name), eq(templates.language, change.language));
      const isKnown = sql`exists (select 1 from ${templates} where ${one})`;
      await runBatch(db, {
        events: insertTemplateEvents(db, { ...change.set, ...change }, change.set.updatedAt),
        template: db.update(templates).set(change.set).where(one),
        channels: db
          .update(channels)
          .set({ templatesAt: null })
          .where(
            and(
              eq(channels.accountId, change.accountId),
              eq(channels.wabaId, change.wabaId),
              change.stale ? undefined : sql`not ${isKnown}`,
            ),
          ),
        ...(change.set.status === undefined ? {} : followTemplates(db, change, change.set.updatedAt)),
      });
    },
  };
};

export type TemplatesRepository = ReturnType<typeof templatesRepository>;
