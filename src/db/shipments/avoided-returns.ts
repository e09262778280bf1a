import { type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { shipmentEvents, shipments } from '../schema';

/** A carrier holds a parcel for two weeks; a release that is older than this did not bring it to its delivery. */
const MAX_RELEASE_AGE_MS = 60 * 86_400_000;

/**
 * Returns a `from … where` of the delivered parcels of which the last release was accepted and not followed by another stay;
 * those whose releases are among the newest `limit` ones since two months before `earliest` (epoch ms).
 */
export const fromAvoidedReturns = (
  accountId: string,
  { earliest, limit, more = sql`` }: { earliest: number; limit: number; more?: SQL },
): SQL =>
  sql`from
    (select distinct released_id from (select ${shipmentEvents.shipmentId} as released_id from ${shipmentEvents}
      where ${shipmentEvents.accountId} = ${accountId} and ${shipmentEvents.source} = 'release'
        and ${shipmentEvents.eventId} >= ${lowestId('she', earliest - MAX_RELEASE_AGE_MS)}
      order by ${shipmentEvents.eventId} desc limit ${limit}))
    cross join ${shipments} on ${shipments.shipmentId} = released_id
    join ${shipmentEvents} r on r.event_id = (select e.event_id from ${shipmentEvents} e
      where e.shipment_id = released_id and e.source = 'release' and e.happened_at <= ${shipments.stateAt}
      order by e.happened_at desc, e.seq desc limit 1)
    where ${shipments.state} = 'delivered' and r.release in ('sent', 'accepted', 'pending')
      and r.happened_at >= ${shipments.stateAt} - ${MAX_RELEASE_AGE_MS}
      and not (r.release = 'accepted' and exists (select 1 from ${shipmentEvents} h where h.shipment_id = released_id
        and h.state = 'held' and h.happened_at > r.happened_at and h.happened_at <= ${shipments.stateAt}))${more}`;
