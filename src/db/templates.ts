import { and, asc, eq, sql } from 'drizzle-orm';
import { runBatch } from './batch';
import { type Database, selectsFromJson } from './database';
import { trimPage } from './page';
import { channels, templates } from './schema';
import { insertTemplateEvents } from './template-events';

export type Template = typeof templates.$inferSelect;

type TemplateOwner = { accountId: string; wabaId: string };

const ofOwner = ({ accountId, wabaId }: TemplateOwner) =>
  and(eq(templates.accountId, accountId), eq(templates.wabaId, wabaId));

const isAfter = ({ name, language }: { name: string; language: string }) =>
  sql`(${templates.name}, ${templates.language}) > (${name}, ${language})`;

export const templatesRepository = (db: Database) => ({
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

  /** Replaces the known templates by those that Meta lists. */
  async replace(owner: TemplateOwner, rows: Template[], now: number): Promise<void> {
    await runBatch(db, {
      deleted: db.delete(templates).where(ofOwner(owner)),
      channels: db
        .update(channels)
        .set({ templatesAt: now })
        .where(and(eq(channels.accountId, owner.accountId), eq(channels.wabaId, owner.wabaId))),
      templates: selectsFromJson(templates, rows).map((values) =>
        db.insert(templates).select(values).onConflictDoNothing(),
      ),
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
    });
  },
});

export type TemplatesRepository = ReturnType<typeof templatesRepository>;
