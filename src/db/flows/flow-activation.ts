import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { channels, flows, flowVersions, templates } from '../schema';
import type { Database } from '../sql/database';

/** Meta's statuses of a template that can be sent. */
export const SENDABLE_STATUSES = ['APPROVED', 'FLAGGED', 'REINSTATED'];
/** Meta's statuses of a template that cannot be sent, until Meta or the merchant changes that. */
export const STOPPED_STATUSES = ['PAUSED', 'DISABLED', 'REJECTED', 'PENDING_DELETION', 'DELETED', 'ARCHIVED', 'LOCKED'];

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
    and t.status in ${SENDABLE_STATUSES} and json_array_length(t.shape, '$.body') = u.parameters))
  and not exists (select 1 from json_each(v.definition, '$.settings') s where s.value ->> 'required' = 1
    and trim(coalesce(v.definition -> '$.values' ->> s.key, s.value ->> 'default', '')) = '')`;

/** Returns the statement that activates the account's flows that wait for their templates and have them all. */
export const activateReadyFlows = (db: Database, accountId: string, now: number) =>
  db
    .update(flows)
    .set({ active: true, activateWhenReady: false, updatedAt: now })
    .where(and(eq(flows.accountId, accountId), eq(flows.activateWhenReady, true), currentVersionWith(isReady)));

/** Returns the statement that stops the active flows that use a template which cannot be sent; they start again when it can. */
export const stopFlowsOfTemplates = (db: Database, { accountId, wabaId }: TemplateOwner, now: number) =>
  db
    .update(flows)
    .set({ active: false, activateWhenReady: true, updatedAt: now })
    .where(
      and(
        eq(flows.accountId, accountId),
        eq(flows.active, true),
        currentVersionWith(sql`${wabaOfVersion} = ${wabaId} and exists (select 1 from ${USED} u, ${templates} t
          where t.account_id = v.account_id and t.waba_id = ${wabaId} and t.name = u.name and t.language = u.language
          and ${inArray(sql`t.status`, STOPPED_STATUSES)})`),
      ),
    );

/** The keys of the flows that use a template, as a JSON list: those that are active, and those that wait for their templates. */
export const flowsOfTemplate = (accountId: SQL, template: { wabaId: string; name: SQL; language: SQL }): SQL =>
  sql`(select json_group_array(key) from (select flows.key from ${flows} where flows.account_id = ${accountId}
    and (flows.active = 1 or flows.activate_when_ready = 1) and ${usesTemplate(template)} order by flows.key limit 50))`;
