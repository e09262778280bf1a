import { and, asc, eq, sql } from 'drizzle-orm';
import { type Database, rowsOf } from './database';
import { trimPage } from './page';
import { channels, templates } from './schema';

export type Template = typeof templates.$inferSelect;

type TemplateOwner = { accountId: string; wabaId: string };

const ofOwner = ({ accountId, wabaId }: TemplateOwner) =>
  and(eq(templates.accountId, accountId), eq(templates.wabaId, wabaId));

export const templatesRepository = (db: Database) => ({
  /** All templates of a WhatsApp Business Account that are known, by name and language. */
  async list(owner: TemplateOwner): Promise<Template[]> {
    return db.select().from(templates).where(ofOwner(owner)).orderBy(asc(templates.name), asc(templates.language));
  },

  /** A page of them, by name and language. */
  async listPage(
    owner: TemplateOwner,
    { limit, after }: { limit: number; after: { name: string; language: string } | null },
  ): Promise<{ rows: Template[]; more: boolean }> {
    const rows = await db
      .select()
      .from(templates)
      .where(and(ofOwner(owner), after ? sql`(name, language) > (${after.name}, ${after.language})` : undefined))
      .orderBy(asc(templates.name), asc(templates.language))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Puts what Meta lists in the place of what was known. */
  async replace(owner: TemplateOwner, rows: Template[], now: number): Promise<void> {
    await db.batch([
      db.delete(templates).where(ofOwner(owner)),
      db
        .update(channels)
        .set({ templatesAt: now })
        .where(and(eq(channels.accountId, owner.accountId), eq(channels.wabaId, owner.wabaId))),
      ...rowsOf(templates, rows).map((values) => db.insert(templates).select(values).onConflictDoNothing()),
    ]);
  },

  /** Changes one that is known; `stale` makes the list be read again, as does a change of one that is not known. */
  async update(
    change: TemplateOwner & {
      name: string;
      language: string;
      set: Partial<Template> & { updatedAt: number };
      stale: boolean;
    },
  ): Promise<void> {
    const one = and(ofOwner(change), eq(templates.name, change.name), eq(templates.language, change.language));
    const known = sql`exists (select 1 from templates where account_id = ${change.accountId}
      and waba_id = ${change.wabaId} and name = ${change.name} and language = ${change.language})`;
    await db.batch([
      db.update(templates).set(change.set).where(one),
      db
        .update(channels)
        .set({ templatesAt: null })
        .where(
          sql`account_id = ${change.accountId} and waba_id = ${change.wabaId} and (${change.stale ? 1 : 0} or not ${known})`,
        ),
    ]);
  },
});

export type TemplatesRepository = ReturnType<typeof templatesRepository>;
