import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { AuditAction } from '../../shared/access/audit-actions';
import { newAuditDraft } from '../../shared/access/audit-entry';
import { SENDABLE_TEMPLATE_STATUSES, STOPPED_TEMPLATE_STATUSES } from '../../shared/messages/template-statuses';
import { insertAuditEntry } from '../accounts/audit';
import { channels, flows, flowVersions, templates } from '../schema';
import type { Database } from '../sql/database';

type TemplateOwner = { accountId: string; wabaId: string };

// Named with its table, because the conditions stand in the statements of other tables too.
const F = { accountId: sql`flows.account_id`, key: sql`flows.key`, version: sql`flows.version` };

/** The templates that a version `v` uses, as `u.name` and `u.language`, with the number of its parameters. */
const USED = sql`(select u.value ->> 'name' as name, u.value ->> 'language' as language,
    coalesce(json_array_length(u.value, '$.body'), 0) as parameters
  from json_each(v.definition, '$.steps') s,
    json_each(json_array(s.value -> 'template', s.value -> 'fallback_template')) u
  where s.value ->> 'do' = 'send_message' and u.type = 'object')`;

const isLiquid = (text: SQL): SQL => sql`${text} like '%{{%'`;
/** Only the run knows a language that is Liquid: each language of the template counts. */
const hasSameName = sql`t.name = u.name and (t.language = u.language or ${isLiquid(sql`u.language`)})`;

/** The WhatsApp Business Account of the channel of a version `v`: the one that it names, else the account's only one. */
const wabaOfVersion = sql`(select c.waba_id from ${channels} c where c.account_id = v.account_id and c.deleted_at is null
  and coalesce(v.definition ->> 'channel', (select iif(count(*) = 1, min(x.channel_id), null) from ${channels} x
    where x.account_id = v.account_id and x.deleted_at is null)) = c.channel_id)`;

const currentVersionWith = (condition: SQL): SQL => sql`exists (select 1 from ${flowVersions} v
  where v.account_id = ${F.accountId} and v.key = ${F.key} and v.version = ${F.version} and ${condition})`;

const usesTemplate = ({ wabaId, name, language }: { wabaId: string; name: SQL; language: SQL }): SQL =>
  currentVersionWith(sql`${wabaOfVersion} = ${wabaId} and exists (select 1 from ${USED} u
    where u.name = ${name} and (u.language = ${language} or ${isLiquid(sql`u.language`)}))`);

/** Whether every template of a version `v` can be sent as the version uses it, and every required setting has a value. */
const isReady = sql`not exists (select 1 from ${USED} u where not ${isLiquid(sql`u.name`)} and not exists (
    select 1 from ${templates} t where t.account_id = v.account_id and t.waba_id = ${wabaOfVersion} and ${hasSameName}
    and t.status in ${SENDABLE_TEMPLATE_STATUSES} and json_array_length(t.shape, '$.body') = u.parameters))
  and not exists (select 1 from json_each(v.definition, '$.settings') s where s.value ->> 'required' = 1
    and trim(coalesce(v.definition -> '$.values' ->> s.key, s.value ->> 'default', '')) = '')`;

const canStart = (accountId: string): SQL | undefined =>
  and(eq(flows.accountId, accountId), eq(flows.activateWhenReady, true), currentVersionWith(isReady));

/** Returns the statement that activates the account's flows that wait for their templates and have them all. */
export const activateReadyFlows = (db: Database, accountId: string, now: number) =>
  db.update(flows).set({ active: true, activateWhenReady: false, updatedAt: now }).where(canStart(accountId));

const mustStop = ({ accountId, wabaId }: TemplateOwner): SQL | undefined =>
  and(
    eq(flows.accountId, accountId),
    eq(flows.active, true),
    currentVersionWith(sql`${wabaOfVersion} = ${wabaId} and exists (select 1 from ${USED} u, ${templates} t
      where t.account_id = v.account_id and t.waba_id = ${wabaId} and t.name = u.name and t.language = u.language
      and ${inArray(sql`t.status`, [...STOPPED_TEMPLATE_STATUSES])})`),
  );

/** Returns the statement that stops the active flows that use a template which cannot be sent; they start again when it can. */
const stopFlowsOfTemplates = (db: Database, owner: TemplateOwner, now: number) =>
  db.update(flows).set({ active: false, activateWhenReady: true, updatedAt: now }).where(mustStop(owner));

/** Returns the statement that logs a change of the flows with a condition in one entry; it stands before the change. */
const logFlows = (
  db: Database,
  { accountId, action, reason }: { accountId: string; action: AuditAction; reason: string },
  condition: SQL | undefined,
  now: number,
) =>
  insertAuditEntry(db, newAuditDraft({ accountId, action, metadata: { reason } }, now), {
    // SQLite's bound of an expression's depth allows the condition once.
    from: sql`(select json_group_array(json_object('type', 'flow', 'id', flows.key)) as changed, count(*) as changes
      from ${flows} where ${condition})`,
    where: sql`changes > 0`,
    targets: sql`changed`,
  });

/**
 * Returns the statements that follow a change of templates: flows that wait for them start, and flows whose template cannot be sent
 * stop. A template that comes back starts what it had stopped.
 */
export const followTemplates = (db: Database, owner: TemplateOwner, now: number) => {
  const { accountId } = owner;
  const started = { accountId, action: 'flow.activated', reason: 'templates_approved' } as const;
  const stopped = { accountId, action: 'flow.deactivated', reason: 'template_stopped' } as const;
  return {
    startedLogged: logFlows(db, started, canStart(accountId), now),
    started: activateReadyFlows(db, accountId, now),
    stoppedLogged: logFlows(db, stopped, mustStop(owner), now),
    stopped: stopFlowsOfTemplates(db, owner, now),
  };
};

/** The keys of the flows that use a template, as a JSON list: those that are active, and those that wait for their templates. */
export const flowsOfTemplate = (accountId: SQL, template: { wabaId: string; name: SQL; language: SQL }): SQL =>
  sql`(select json_group_array(key) from (select flows.key from ${flows} where flows.account_id = ${accountId}
    and (flows.active = 1 or flows.activate_when_ready = 1) and ${usesTemplate(template)} order by flows.key limit 50))`;
