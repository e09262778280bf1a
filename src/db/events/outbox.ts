import { and, asc, eq, getTableName, gt, gte, lt, type SQL, sql } from 'drizzle-orm';
import { newId, timeOfId } from '../../shared/crypto/ids';
import type { EventType } from '../../shared/events/event-catalogue';
import type { JsonObject } from '../../shared/json/json';
import { outboxEvents, subscriptions } from '../schema';
import { type Database, jsonChunks, selectValues } from '../sql/database';
import { markEventStatement } from '../sql/event-writes';
import { trimPage } from '../sql/page';

export type OutboxEvent = typeof outboxEvents.$inferSelect;
/** An event that is to be written. `facts` may hold what only its statement needs. */
export type OutboxDraft = { accountId: string; type: EventType; objectId: string; facts: JsonObject };

/** A draft as columns, for the conditions and facts that a statement reads from other tables. */
const DRAFT = {
  accountId: sql.raw('d.account_id'),
  type: sql.raw('d.type'),
  objectId: sql.raw('d.object_id'),
  facts: sql.raw('d.facts'),
};
export type DraftColumns = typeof DRAFT;

type Linked = {
  /** Only these drafts become events. The condition is evaluated when the statement runs. */
  where?(draft: DraftColumns): SQL;
  /** Replace the draft's own facts and object. */
  facts?(draft: DraftColumns): SQL;
  objectId?(draft: DraftColumns): SQL;
};

/** The position of an event is at least its time in microseconds, so that it grows although old events are purged. */
export const POSITIONS_PER_MS = 1_000;

/** The condition that a subscription wants events of a type: `types` holds types, `prefix.*` or `*`. */
export const wantsType = (types: SQL, type: SQL): SQL =>
  sql`exists (select 1 from json_each(${types}) t where ${type} glob t.value)`;

const column = (name: string): SQL => sql`${sql.identifier(getTableName(outboxEvents))}.${sql.identifier(name)}`;
/** Whether a subscription waits for the inserted event. Named with their tables, because drizzle leaves these out in `returning`. */
const isWanted = sql<number>`exists (select 1 from ${subscriptions} s where s.account_id = ${column('account_id')}
  and ${wantsType(sql`s.types`, column('type'))})`;

/**
 * Returns the statements that write events to the outbox, in one statement unless there are very many. They stand before the
 * statements of their cause: `where` tells whether the cause is going to happen. An account's dispatch is woken after the batch.
 */
export function insertOutboxEvents(db: Database, drafts: OutboxDraft[], now: number, linked: Linked = {}) {
  // Not ahead of the time of the ids, by which a reader finds a position: the sweep may be told a later time.
  const first = Math.min(now, Date.now()) * POSITIONS_PER_MS - 1;
  const rows = drafts.map(({ accountId, type, objectId, facts }) => [accountId, newId('evt'), type, objectId, facts]);
  const facts = linked.facts?.(DRAFT) ?? DRAFT.facts;
  const objectId = linked.objectId?.(DRAFT) ?? DRAFT.objectId;
  return jsonChunks(rows).map(({ json }) => {
    const lastSeq = sql`(select max(o.seq) from ${outboxEvents} o where o.account_id = n.account_id)`;
    const lastSequence = sql`(select max(o.sequence) from ${outboxEvents} o
      where o.account_id = n.account_id and o.object_id = n.object_id)`;
    const values = selectValues(
      outboxEvents,
      { createdAt: now },
      {
        accountId: sql`n.account_id`,
        seq: sql`max(coalesce(${lastSeq}, 0), ${first})
          + row_number() over (partition by n.account_id order by n.i)`,
        eventId: sql`n.event_id`,
        type: sql`n.type`,
        objectId: sql`n.object_id`,
        sequence: sql`coalesce(${lastSequence}, 0) + row_number() over (partition by n.account_id, n.object_id order by n.i)`,
        facts: sql`n.facts`,
      },
    );
    const written = sql`(select d.i, d.account_id, d.event_id, d.type, ${objectId} as object_id, ${facts} as facts
      from (select key as i, value ->> 0 as account_id, value ->> 1 as event_id, value ->> 2 as type,
        value ->> 3 as object_id, value -> 4 as facts from json_each(${json})) d
      where ${linked.where?.(DRAFT) ?? sql`true`})`;
    return markEventStatement(
      db
        .insert(outboxEvents)
        .select(sql`select ${values} from ${written} n where n.object_id is not null`)
        .returning({ accountId: outboxEvents.accountId, isWanted: isWanted.as('is_wanted') }),
    );
  });
}

/** An id's time may differ this much from the time of the write, which counts for the position. */
const ID_MARGIN_MS = 60_000;
const MAX_ID_DRIFT_MS = 3_600_000;

export const outboxRepository = (db: Database) => ({
  /**
   * Returns events in the order of their positions, after the event `after`. If that is not here any more, those since its
   * time, so that nothing is missed.
   */
  async listAfter(
    accountId: string,
    { after, types, limit }: { after: string | null; types: string[]; limit: number },
  ) {
    const { accountId: owner, seq, eventId, type } = outboxEvents;
    const from = after === null ? 0 : timeOfId(after) - ID_MARGIN_MS;
    const known = sql`(select ${seq} from ${outboxEvents} where ${owner} = ${accountId} and ${eventId} = ${after}
      and ${gte(seq, from * POSITIONS_PER_MS)} and ${lt(seq, (from + MAX_ID_DRIFT_MS) * POSITIONS_PER_MS)})`;
    const rows = await db
      .select()
      .from(outboxEvents)
      .where(
        and(
          eq(owner, accountId),
          gt(seq, sql`coalesce(${known}, ${from * POSITIONS_PER_MS - 1})`),
          types.length === 0 ? undefined : wantsType(sql`${JSON.stringify(types)}`, sql`${type}`),
        ),
      )
      .orderBy(asc(seq))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /**
   * Deletes events from before an instant among the first `limit` rows, and returns their number. Rows are stored in the order
   * in which they were written, so this reads no row more and needs no index on the time.
   */
  async purge(before: number, limit: number): Promise<number> {
    const { meta } = await db.delete(outboxEvents).where(
      sql`rowid in (select rowid from (select rowid, ${outboxEvents.createdAt} as at from ${outboxEvents}
        order by rowid limit ${limit}) where at < ${before})`,
    );
    return meta.changes;
  },
});

export type OutboxRepository = ReturnType<typeof outboxRepository>;
