import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { shipments } from '../schema';
import { type Database, failIf } from '../sql/database';

/** Whether an order has undelivered parcels besides these, as a batch has read it. */
export type DeliveryCheck = {
  accountId: string;
  storeId: string;
  orderId: string;
  except: string[];
  isOpen: boolean;
};

const s = alias(shipments, 's');

/** Returns the statements that fail a write if another one has delivered the last of these other parcels, or has added one. */
export function failUnlessStill(db: Database, checks: DeliveryCheck[]) {
  if (checks.length === 0) return [];
  const json = JSON.stringify(
    checks.map(({ accountId, storeId, orderId, except, isOpen }) => [
      accountId,
      storeId,
      orderId,
      except,
      Number(isOpen),
    ]),
  );
  return [
    failIf(
      db,
      shipments,
      sql`exists (select 1 from json_each(${json}) k where k.value ->> 4 <> exists (select 1 from ${shipments} ${s}
        where ${s.accountId} = k.value ->> 0 and ${s.orderId} = k.value ->> 2 and ${s.storeId} = k.value ->> 1
          and ${s.replacedBy} is null and ${s.state} not in ('delivered', 'cancelled')
          and ${s.shipmentId} not in (select value from json_each(k.value -> 3))))`,
    ),
  ];
}
