import { type SQL, sql } from 'drizzle-orm';
import { pushes, shipments } from '../schema';

/** The states of an update that is on its way to its store or has arrived. */
const SENT_STATES = ['pending', 'blocked', 'in_flight', 'retrying', 'delivered'];

/**
 * The condition that the current hold of a shipment is to be released: by the state that a shipping platform has reported, or by an
 * update that goes to the merchant's own system.
 */
export const hasRequestedRelease: SQL = sql`(${shipments.hold} ->> '$.release' in ('sent', 'accepted', 'pending')
  or exists (select 1 from ${pushes} p where p.account_id = ${shipments.accountId} and p.object_id = ${shipments.shipmentId}
    and p.variables ->> '$.hold_episode' = ${shipments.hold} ->> '$.episode' and p.variables ->> '$.action' is not null
    and p.state in (${sql.raw(SENT_STATES.map((state) => `'${state}'`).join(', '))})
    and ${shipments.hold} ->> '$.release' is null))`;
