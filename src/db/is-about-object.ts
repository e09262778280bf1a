import { eq, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { shopifyOrderIds } from '../shared/shopify-order-id';

type Rows = { table: SQLiteTable; id: SQLiteColumn; objectId: SQLiteColumn };

/**
 * Whether a row is about the object of this id. An order of a Shopify store is found by its number and by its global id:
 * rows of earlier versions hold either. Id by id, of which each has few rows: as a condition of the row all rows of the
 * account would be read for it.
 */
export function isAboutObject({ table, id, objectId }: Rows, accountId: string, given: string): SQL {
  const names = shopifyOrderIds(given);
  if (names.length === 0) return eq(objectId, given);
  const all = JSON.stringify([...new Set([given, ...names])]);
  return sql`${id} in (select r.${sql.identifier(id.name)} from json_each(${all}) k cross join ${table} r
    where r.account_id = ${accountId} and r.object_id = k.value and (k.value = ${given} or (r.object_type = 'order'
      and r.id_store in (select id_store from stores where account_id = ${accountId} and kind = 'shopify'))))`;
}
