import { and, asc, isNotNull, sql } from 'drizzle-orm';
import { INBOUND_MESSAGE_PREFIX } from '../../shared/crypto/dedupe-key';
import { lowestId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import type { NamePair } from '../customers/customer-names';
import { customerAliases, events, messages } from '../schema';
import type { Database } from '../sql/database';

/** An inbound event as it was queued. */
export type StoredEvent = JsonObject;

/** Older messages are not matched again. */
const MATCH_WINDOW_MS = 86_400_000;
const MAX_UNMATCHED = 100;

/**
 * Returns the query for the events of recent unmatched messages from these user ids, if the user id now has a
 * customer. Names that are not user ids are ignored. Rematching a message changes its key, so its event is not
 * read again.
 */
export function selectUnmatched(db: Database, names: Pick<NamePair, 'accountId' | 'name'>[], now: number) {
  const userIds = names.filter(({ name }) => /\D/.test(name)).map(({ accountId, name }) => [accountId, name]);
  if (userIds.length === 0) return [];
  const dedupeKeys = sql`(select m.account_id, ${INBOUND_MESSAGE_PREFIX} || m.channel_id || ':' || m.wamid
    from json_each(${JSON.stringify(userIds)}) k
    join ${customerAliases} a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 1 and a.user_key <> a.alias
    join ${messages} m on m.account_id = a.account_id and m.user_key = a.alias
      and m.message_id >= ${lowestId('msg', now - MATCH_WINDOW_MS)}
    where m.direction = 'in' and m.request_id is null and m.step is null and m.wamid is not null
    limit ${MAX_UNMATCHED})`;
  return [
    db
      .select({ body: events.body })
      .from(events)
      .where(and(isNotNull(events.state), sql`(${events.accountId}, ${events.dedupeKey}) in ${dedupeKeys}`))
      .orderBy(asc(events.createdAt)),
  ];
}

export const toStoredEvents = (rows: { body: JsonObject | null }[]): StoredEvent[] =>
  rows.flatMap(({ body }) => (body === null ? [] : [body]));
