import { and, eq, type SQL, sql } from 'drizzle-orm';
import { pushes, stores } from '../schema';
import type { Database } from './database';

/**
 * Returns the statement that saves, in each store, the highest sequence number of the pushes that are about to be deleted.
 * Otherwise the next push of the same object would repeat a number that the merchant has seen.
 */
export const preserveSequence = (db: Database, accountId: string, isDeleted: SQL) =>
  db
    .update(stores)
    .set({
      purgedSequence: sql`max(${stores.purgedSequence}, (select max(${pushes.sequence}) from ${pushes}
        where ${pushes.storeId} = ${stores.storeId} and ${isDeleted}))`,
    })
    .where(
      and(
        eq(stores.accountId, accountId),
        sql`${stores.storeId} in (select ${pushes.storeId} from ${pushes} where ${isDeleted})`,
      ),
    );
