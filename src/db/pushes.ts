import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { type Charge, insertCharge } from './charges';
import type { Database } from './database';
import { accounts, pushAttempts, pushes, requests, stores } from './schema';

export type Push = typeof pushes.$inferSelect;
export type PushAttempt = typeof pushAttempts.$inferSelect;

/** How a push stands after a consumer has dealt with it. */
export type PushResult = {
  push: Push;
  state: 'delivered' | 'retrying' | 'dead' | 'pending';
  nextAt: number | null;
  heldUntil: number | null;
  lastError: string | null;
  attempt: PushAttempt | null;
  charge: Charge | null;
};

const idsIn = (ids: string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

export const pushesRepository = (db: Database) => ({
  /**
   * Takes the pushes that are due out of those a batch of wake-ups names, so that no other consumer sends them before
   * `heldUntil`, and reads their stores and prices: one round trip.
   */
  async take({ ids, now, heldUntil }: { ids: string[]; now: number; heldUntil: number }) {
    const [taken, storeRows, prices] = await db.batch([
      db
        .update(pushes)
        .set({ state: 'in_flight', heldUntil, updatedAt: now })
        .where(
          and(
            sql`${pushes.pushId} in ${idsIn(ids)}`,
            sql`(${pushes.state} in ('pending', 'retrying') or (${pushes.state} = 'in_flight' and ${pushes.heldUntil} <= ${now}))`,
            sql`${pushes.nextAt} <= ${now}`,
          ),
        )
        .returning(),
      db
        .select()
        .from(stores)
        .where(sql`${stores.idStore} in (select id_store from pushes where push_id in ${idsIn(ids)})`),
      db
        .select({
          accountId: accounts.accountId,
          priceList: accounts.priceList,
          currency: accounts.currency,
          timeZone: accounts.timeZone,
        })
        .from(accounts)
        .where(sql`${accounts.accountId} in (select account_id from pushes where push_id in ${idsIn(ids)})`),
    ]);
    return { pushes: taken, stores: storeRows, prices };
  },

  /**
   * Writes the results of a batch. The end of a push releases the next one of its object and makes the sweeper look after
   * the request that waits for it, all in the same batch. Returns what can go on: released pushes and open waits.
   */
  async writeResults(results: PushResult[], now: number, heldUntil: number) {
    const statements = results.flatMap(({ push, state, nextAt, heldUntil: held, lastError, attempt, charge }) => [
      db
        .update(pushes)
        .set({
          state,
          nextAt,
          heldUntil: held,
          lastError,
          attempts: attempt ? attempt.number : push.attempts,
          updatedAt: now,
          deliveredAt: state === 'delivered' ? now : null,
        })
        // A push that was cancelled meanwhile stays so; the attempt is kept all the same.
        .where(and(eq(pushes.pushId, push.pushId), ne(pushes.state, 'cancelled'))),
      ...(attempt ? [db.insert(pushAttempts).values(attempt).onConflictDoNothing()] : []),
      ...(charge ? [insertCharge(db, charge)] : []),
    ]);
    const [first, ...rest] = statements;
    if (!first) return { released: [], waits: [] };
    const ended = results.filter(({ heldUntil: held }) => held === null).map(({ push }) => push.pushId);
    const [waits, released] = await db.batch([
      db
        .update(requests)
        .set({ wakeAt: now })
        .where(
          sql`${requests.requestId} in (select request_id from pushes where push_id in ${idsIn(ended)})
            and ${requests.wakeAt} is not null and ${requests.openWait} in
              (select step || '-' || visit from pushes where push_id in ${idsIn(ended)} and request_id = ${requests.requestId})`,
        )
        .returning({ requestId: requests.requestId, openWait: requests.openWait }),
      db
        .update(pushes)
        .set({ state: 'pending', nextAt: now, heldUntil, updatedAt: now })
        .where(
          sql`${pushes.state} = 'blocked' and ${pushes.pushId} in (
            select (select n.push_id from pushes n where n.id_store = e.id_store and n.object_type = e.object_type
                and n.object_id = e.object_id and n.sequence > e.sequence and n.held_until is not null
                order by n.sequence limit 1)
            from pushes e where e.push_id in ${idsIn(ended)})`,
        )
        .returning({ pushId: pushes.pushId }),
      first,
      ...rest,
    ]);
    return { released: released.map(({ pushId }) => pushId), waits };
  },

  /** Takes up to `limit` pushes that nobody looks after any more, and holds them until `heldUntil`. */
  async takeForgotten({ now, heldUntil, limit }: { now: number; heldUntil: number; limit: number }): Promise<string[]> {
    const rows = await db
      .update(pushes)
      .set({ heldUntil, state: sql`iif(${pushes.state} = 'in_flight', 'pending', ${pushes.state})` })
      .where(
        sql`${pushes.pushId} in (select push_id from pushes where held_until is not null and held_until <= ${now}
          order by held_until limit ${limit})`,
      )
      .returning({ pushId: pushes.pushId });
    return rows.map(({ pushId }) => pushId);
  },

  async find(accountId: string, pushId: string): Promise<{ push: Push; attempts: PushAttempt[] } | undefined> {
    const [rows, attempts] = await db.batch([
      db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), eq(pushes.pushId, pushId))),
      db
        .select()
        .from(pushAttempts)
        .where(and(eq(pushAttempts.accountId, accountId), inArray(pushAttempts.pushId, [pushId])))
        .orderBy(pushAttempts.number),
    ]);
    return rows[0] ? { push: rows[0], attempts } : undefined;
  },
});

export type PushesRepository = ReturnType<typeof pushesRepository>;
