import { and, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { EventType } from '../../shared/events/event-catalogue';
import { insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { flowsOfTemplate } from '../flows/flow-activation';
import { outboxEvents, templates } from '../schema';
import type { Database } from '../sql/database';

export type TemplateChange = {
  accountId: string;
  wabaId: string;
  name: string;
  language: string;
  status?: string | undefined;
  category?: string | undefined;
  reason?: string | null | undefined;
};

/** The statuses of a template that are events. */
const STATUS_EVENTS: Record<string, EventType> = {
  APPROVED: 'template.approved',
  REJECTED: 'template.rejected',
  PAUSED: 'template.paused',
};

const [t, o] = [alias(templates, 't'), alias(outboxEvents, 'o')];

/**
 * Returns the statements that write an event for what Meta has changed in a template. They stand before its update. Meta may
 * report a change again, and a check of the templates may have stored it before Meta reported it: a change is written unless it
 * is stored and was the last event of its kind.
 */
export function insertTemplateEvents(db: Database, change: TemplateChange, now: number) {
  const { accountId, wabaId, name, language, status, category, reason = null } = change;
  const objectId = `${wabaId}/${name}/${language}`;
  const facts = { waba_id: wabaId, name, language, status: status ?? null, category: category ?? null, reason };
  const statusEvent = status === undefined ? undefined : STATUS_EVENTS[status];
  const drafts: OutboxDraft[] = [
    ...(statusEvent === undefined ? [] : [{ accountId, type: statusEvent, objectId, facts }]),
    ...(category === undefined ? [] : [{ accountId, type: 'template.recategorised' as const, objectId, facts }]),
  ];
  const isTemplate = and(eq(t.accountId, accountId), eq(t.wabaId, wabaId), eq(t.name, name), eq(t.language, language));
  const recategorised = sql`'template.recategorised'`;
  return insertOutboxEvents(db, drafts, now, {
    facts: ({ facts: own }) =>
      sql`json_set(${own}, '$.flows', json(${flowsOfTemplate(sql`${accountId}`, {
        wabaId,
        name: sql`${name}`,
        language: sql`${language}`,
      })}))`,
    where: ({ type }) => {
      const isOfKind = sql`(${o.type} = ${recategorised}) = (${type} = ${recategorised})`;
      const ofObject = and(eq(o.accountId, accountId), eq(o.objectId, objectId), isOfKind);
      const last = sql`(select ${o.type} || coalesce(iif(${o.type} = ${recategorised}, ${o.facts} ->> 'category', ''), '')
        from ${outboxEvents} o where ${ofObject} order by ${desc(o.sequence)} limit 1)`;
      const isStored = sql`exists (select 1 from ${templates} t where ${isTemplate}
        and iif(${type} = ${recategorised}, ${t.category} = ${category ?? ''}, ${t.status} = ${status ?? ''}))`;
      const isKnown = sql`exists (select 1 from ${templates} t where ${isTemplate})`;
      return sql`not ((${isStored} or not ${isKnown})
        and ${last} is ${type} || iif(${type} = ${recategorised}, ${category ?? ''}, ''))`;
    },
  });
}
