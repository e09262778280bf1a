import { sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import type { JsonObject } from '../shared/json';
import type { NamePair } from './customer-names';
import type { Database } from './database';
import { events } from './schema';

export type UnmatchedRow = { body: JsonObject | null };
/** An inbound event as it was queued. */
export type StoredEvent = JsonObject;

/** What was written longer ago answers nothing that waits now. */
const MATCH_WINDOW_MS = 86_400_000;
const MAX_UNMATCHED = 100;

/**
 * Returns the statement that reads the events of recent messages from these user ids that belong to no request, where the
 * customer of the user id is known by now. Other names are ignored. It must be the last of its batch. A message that is
 * matched again stands under another key afterwards, so its event is not read for ever.
 */
export function selectUnmatched(db: Database, names: Pick<NamePair, 'accountId' | 'name'>[], now: number) {
  const userIds = names.filter(({ name }) => /\D/.test(name));
  if (userIds.length === 0) return [];
  const asked = JSON.stringify(userIds.map(({ accountId, name }) => [accountId, name]));
  return [
    db
      .select({ body: events.body })
      .from(events)
      .where(
        sql`${events.state} is not null and (${events.accountId}, ${events.dedupeKey}) in (select m.account_id, 'message:' || m.channel_id || ':' || m.wamid
          from json_each(${asked}) k
          join customer_aliases a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 1 and a.user_key <> a.alias
          join messages m on m.account_id = a.account_id and m.user_key = a.alias
            and m.message_id >= ${lowestId('msg', now - MATCH_WINDOW_MS)}
          where m.direction = 'in' and m.request_id is null and m.step is null and m.wamid is not null
          limit ${MAX_UNMATCHED})`,
      )
      .orderBy(events.createdAt),
  ];
}

export const toStoredEvents = (rows: UnmatchedRow[]): StoredEvent[] =>
  rows.flatMap(({ body }) => (body === null ? [] : [body]));
