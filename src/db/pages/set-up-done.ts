import { type SQL, sql } from 'drizzle-orm';
import { channels, flows, messages, requests, stores, templates } from '../schema';
import type { Database } from '../sql/database';

/** Every WhatsApp account has it from the start. */
const SAMPLE = 'hello_world';

const exists = (from: SQL) => sql<number>`exists (select 1 from ${from})`;

/** Returns the statement that says which steps an account has done from nothing to its first order. */
export const selectSetUpDone = (db: Database, accountId: string) =>
  db
    .select({
      store: exists(sql`${stores} where ${stores.accountId} = ${accountId} and ${stores.deletedAt} is null`).as(
        'has_store',
      ),
      whatsapp: exists(
        sql`${channels} where ${channels.accountId} = ${accountId} and ${channels.deletedAt} is null`,
      ).as('has_channel'),
      templates: exists(
        sql`${templates} where ${templates.accountId} = ${accountId} and ${templates.status} = 'APPROVED'
        and ${templates.name} <> ${SAMPLE}`,
      ).as('has_templates'),
      flow: exists(sql`${flows} where ${flows.accountId} = ${accountId} and ${flows.active} = 1`).as('has_flow'),
      trial: sql<number>`(exists (select 1 from ${requests} where ${requests.accountId} = ${accountId})
      or exists (select 1 from ${messages} where ${messages.accountId} = ${accountId}))`.as('has_trial'),
    })
    .from(sql`(select 1)`);
