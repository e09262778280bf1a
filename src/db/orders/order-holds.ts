import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import { HOLD_RELEASED_PREFIX } from '../../shared/crypto/dedupe-key';
import type { Held } from '../../shared/flows/statuses';
import { events, pushes, requests } from '../schema';
import { type Database, jsonList } from '../sql/database';
import { isLive } from '../sql/is-live';

/** Whether a variable is in a push, whatever its value. */
const hasVariable = (name: string) => sql`json_type(${pushes.variables}, ${`$.${name}`}) is not null`;

/** The pushes that set or release the holds of an order of a Shopify store. */
export const orderHoldsRepository = (db: Database) => ({
  /** Returns an order's pushes of holds and of releases, oldest first; `orderIds` are the names of the one order. */
  async list({ accountId, storeId, orderIds }: { accountId: string; storeId: string; orderIds: string[] }) {
    // Nested: drizzle leaves out the tables of columns that stand in a selected expression itself.
    const isRunning = sql<number>`exists ${sql`(select 1 from ${requests} where ${requests.requestId} = ${pushes.requestId}
      and ${requests.accountId} = ${pushes.accountId} and ${isLive()})`}`;
    const isReleased = sql<number>`exists ${sql`(select 1 from ${events} where ${events.accountId} = ${pushes.accountId}
      and ${events.dedupeKey} = ${HOLD_RELEASED_PREFIX} || ${pushes.pushId})`}`;
    return db
      .select({
        pushId: pushes.pushId,
        flow: pushes.flow,
        state: pushes.state,
        lastError: pushes.lastError,
        variables: pushes.variables,
        /** Whether the request that pushed it has not ended. */
        isRunning: isRunning.as('is_running'),
        /** Whether somebody else's release of this hold has been recorded. */
        isReleased: isReleased.as('is_released'),
      })
      .from(pushes)
      .where(
        and(
          eq(pushes.storeId, storeId),
          eq(pushes.objectType, 'order'),
          inArray(pushes.objectId, jsonList(orderIds)),
          eq(pushes.accountId, accountId),
          or(hasVariable('hold'), hasVariable('release_hold')),
        ),
      )
      .orderBy(asc(pushes.sequence));
  },

  /** Makes pushes that wait for their next attempt due now; returns those that did wait. */
  async makeDue(pushIds: string[], now: number, visibleAt: number) {
    return db
      .update(pushes)
      .set({ nextAttemptAt: now, visibleAt, updatedAt: now })
      .where(and(inArray(pushes.pushId, jsonList(pushIds)), eq(pushes.state, 'retrying')))
      .returning({ pushId: pushes.pushId, accountId: pushes.accountId });
  },

  async setHeld(accountId: string, pushId: string, held: Held): Promise<void> {
    await db
      .update(pushes)
      .set({ held })
      .where(and(eq(pushes.accountId, accountId), eq(pushes.pushId, pushId)));
  },
});

export type OrderHoldsRepository = ReturnType<typeof orderHoldsRepository>;
