import { env } from 'cloudflare:workers';

/** Stores a shipment of an order, with an event and an alias. */
export async function storeShipment(accountId: string, orderId: string): Promise<void> {
  const id = `shp_${crypto.randomUUID()}`;
  const bound = (query: string) => env.DB.prepare(query).bind(accountId, orderId, id);
  await env.DB.batch([
    bound(`insert into shipments (shipment_id, account_id, id_store, order_id, state, attempts, delayed, problem, disputed,
        shared, event_count, created_at, updated_at)
      select ?3, ?1, id_store, ?2, 'in_transit', 0, 0, 0, 0, 0, 1, 1, 1 from orders where account_id = ?1 and order_id = ?2`),
    bound(`insert into shipment_aliases (account_id, id_store, alias, order_id, shipment_id, is_return)
      select ?1, id_store, 'number:' || ?3, ?2, ?3, 0 from orders where account_id = ?1 and order_id = ?2`),
    bound(`insert into shipment_events (event_id, account_id, id_store, shipment_id, seq, source, dedupe_key, happened_at,
        precision, received_at, is_history, is_snapshot, is_return_leg, is_shared, applied, triggered)
      select 'she' || ?3, ?1, id_store, ?3, 0, 'api', ?3, 1, 'minute', 1, 0, 0, 0, 0, 1, '[]' from orders
        where account_id = ?1 and order_id = ?2`),
  ]);
}
