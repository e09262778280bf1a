import { eq, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { shopifyOrderIds } from '../../shared/orders/shopify-order-id';
import { stores } from '../schema';

type Rows = { table: SQLiteTable; id: SQLiteColumn; objectId: SQLiteColumn };

/**
 * The condition that a request or push is about the object `given`. An order of a Shopify store is found by its number and
 * its global id, because rows of earlier versions hold either. Each id is looked up by index; a condition on the row itself
 * would read all rows of the account.
 */
export function isAboutObject({ table, id, objectId }: Rows, accountId: string, given: string): SQL {
  const names = shopifyOrderIds(given);
  if (names.length === 0) return eq(objectId, given);
  const all = JSON.stringify([...new Set([given, ...names])]);
  return sql`${id} in (select r.${sql.identifier(id.name)} from json_each(${all}) k cross join ${table} r
    where r.account_id = ${accountId} and r.object_id = k.value and (k.value = ${given} or (r.object_type = 'order'
      and r.id_store in (select ${stores.storeId} from ${stores} where ${stores.accountId} = ${accountId}
        and ${stores.kind} = 'shopify'))))`;
}
