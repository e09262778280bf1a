import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database';
import { stores } from './schema';

/**
 * Keeps with each store the highest sequence number of pushes that are about to be deleted, those for which `chosen` holds.
 * Else the next push of an object that is known no more would have a number that the merchant has seen.
 */
export const preserveSequence = (db: Database, accountId: string, chosen: SQL) =>
  db
    .update(stores)
    .set({
      purgedSequence: sql`max(${stores.purgedSequence},
        (select max(sequence) from pushes p where p.id_store = stores.id_store and ${chosen}))`,
    })
    .where(sql`account_id = ${accountId} and id_store in (select id_store from pushes where ${chosen})`);
