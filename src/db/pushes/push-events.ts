import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { pushAttempts, pushes, stores } from '../schema';
import type { Database } from '../sql/database';
import type { PushResult } from './push-result';

const [p, s, a] = [alias(pushes, 'p'), alias(stores, 's'), alias(pushAttempts, 'a')];

function draftsOf({ push, state, lastError, attempt, pausesStore }: PushResult, now: number): OutboxDraft[] {
  const { accountId, pushId, storeId } = push;
  const facts = { id_store: storeId, push_id: pushId };
  const drafts: OutboxDraft[] = [];
  if (state === 'dead') {
    const { number = push.attempts, status = null, startedAt = null } = attempt ?? {};
    const died = { ...facts, attempts: number, last_status: status, last_error: lastError, at: startedAt };
    drafts.push({ accountId, type: 'push.dead', objectId: pushId, facts: died });
  }
  if (pausesStore) {
    // A 410 ends the push. A push that Shopify's refusal has stopped goes on when the store is resumed.
    const type = state === 'dead' ? 'push.endpoint_disabled' : 'store.disconnected';
    drafts.push({ accountId, type, objectId: storeId, facts: { ...facts, reason: lastError, since: now } });
  }
  return drafts;
}

/** Returns the statements that write an event for each push that dies and each store that is paused; they stand before the updates. */
export function insertPushEvents(db: Database, results: PushResult[], now: number) {
  const drafts = results.flatMap((result) => draftsOf(result, now));
  return insertOutboxEvents(db, drafts, now, {
    where: ({ type, facts }) => {
      const isPush = eq(p.pushId, sql`${facts} ->> 'push_id'`);
      const isStore = eq(s.storeId, sql`${facts} ->> 'id_store'`);
      return sql`iif(${type} = 'push.dead',
        exists (select 1 from ${pushes} p where ${and(isPush, ne(p.state, 'dead'), ne(p.state, 'cancelled'))}),
        exists (select 1 from ${stores} s where ${and(isStore, isNull(s.pausedAt))}))`;
    },
    facts: ({ type, facts }) => {
      const endpoint = sql`(select ${s.updateObject} ->> 'url' from ${stores} s
        where ${eq(s.storeId, sql`${facts} ->> 'id_store'`)})`;
      const firstAttempt = sql`coalesce((select min(${a.startedAt}) from ${pushAttempts} a
        where ${eq(a.pushId, sql`${facts} ->> 'push_id'`)}), ${facts} ->> 'at')`;
      return sql`case ${type}
        when 'push.dead' then json_object('push_id', ${facts} ->> 'push_id', 'id_store', ${facts} ->> 'id_store',
          'subscription_id', null, 'event_id', null, 'endpoint', ${endpoint}, 'attempts', ${facts} ->> 'attempts',
          'last_status', ${facts} ->> 'last_status', 'last_error', ${facts} ->> 'last_error', 'first_attempt_at', ${firstAttempt})
        when 'push.endpoint_disabled' then json_object('id_store', ${facts} ->> 'id_store', 'subscription_id', null,
          'endpoint', ${endpoint}, 'reason', ${facts} ->> 'reason', 'since', ${facts} ->> 'since')
        else json_remove(${facts}, '$.push_id') end`;
    },
  });
}
