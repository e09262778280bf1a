import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import type { MappedStatus } from '../../../../shared/orders/mapped-status';
import { parcelRef, present, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseFlag, looseList, looseNumber, looseText, MAX_CODE, MAX_NAME, MAX_URL } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readSourceTime, readUnixTime, type SourceTime, timesOfList } from '../source-time';
import { aftershipMeaning } from './statuses';

const Checkpoint = z.object({
  checkpoint_time: looseText(MAX_CODE),
  message: looseText(1_000),
  tag: looseText(MAX_CODE),
  subtag: looseText(MAX_CODE),
  city: looseText(MAX_NAME),
  location: looseText(MAX_NAME),
});
type Checkpoint = z.infer<typeof Checkpoint>;

const Tracking = z.object({
  tracking_number: looseText(MAX_NAME),
  slug: looseText(MAX_NAME),
  tag: looseText(MAX_CODE),
  subtag: looseText(MAX_CODE),
  subtag_message: looseText(1_000),
  order_id: looseText(MAX_NAME),
  order_number: looseText(MAX_NAME),
  return_to_sender: looseFlag,
  courier_tracking_link: looseText(MAX_URL),
  /** Oldest first. */
  checkpoints: looseList(Checkpoint),
});
type Tracking = z.infer<typeof Tracking>;

const Webhook = z.object({ event: looseText(MAX_CODE), msg: Tracking, ts: looseNumber });

/** Subtags that begin the way back. */
const GOES_BACK = ['Exception_010', 'Exception_011'];

/** Returns the checkpoints with their times, and the tag of the whole tracking where no checkpoint stands for it. */
function entriesOf({ checkpoints, tag, subtag, subtag_message: message }: Tracking, sentAt: SourceTime | null) {
  const entries = checkpoints.map((each) => ({ checkpoint: each, time: readSourceTime(each.checkpoint_time) }));
  const newest = checkpoints.at(-1);
  if (newest && (tag !== 'Expired' || newest.tag === tag)) return entries;
  const whole: Checkpoint = { checkpoint_time: null, message, tag, subtag, city: null, location: null };
  return [...entries, { checkpoint: whole, time: sentAt }];
}

/**
 * Reads an AfterShip webhook: a report for each checkpoint, of which only the last is news; null if the body is not one. Other
 * webhooks than `tracking_update` report nothing. `treatAsHeld`: exceptions after which a parcel is usually held are holds. `statuses` are
 * the merchant's own.
 */
export function parseAftershipWebhook(
  body: JsonValue,
  {
    receivedAt,
    treatAsHeld,
    statuses = [],
  }: { receivedAt: number; treatAsHeld: boolean; statuses?: readonly MappedStatus[] },
): ShipmentReport[] | null {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success) return null;
  const { event, msg, ts } = parsed.data;
  if (event !== 'tracking_update') return [];
  if (msg.tracking_number === null) return null;
  const entries = entriesOf(msg, readUnixTime(ts)).map(({ checkpoint, time }) => {
    const raw = { rawCode: checkpoint.subtag ?? checkpoint.tag, rawText: checkpoint.message };
    const meaning = { ...resolveStatus(aftershipMeaning(checkpoint, treatAsHeld), raw, statuses), ...raw };
    return { checkpoint, meaning, time, state: meaning.state ?? null };
  });
  const times = timesOfList(entries, receivedAt);
  const turnedBackAt = entries.findIndex(({ checkpoint }) => GOES_BACK.includes(checkpoint.subtag ?? ''));
  const parcel = parcelRef({
    trackingNumber: msg.tracking_number,
    carrier: msg.slug,
    trackingUrl: msg.courier_tracking_link,
  });
  const order = { ids: present(msg.order_id), numbers: present(msg.order_number) };
  return entries.map(({ checkpoint, meaning }, i) => ({
    parcel,
    order,
    event: reportedEvent({
      source: 'aftership',
      ...meaning,
      place: checkpoint.location ?? checkpoint.city,
      happenedAt: receivedAt,
      ...times[i],
      listIndex: i,
      isHistory: i < entries.length - 1,
      isReturnLeg: msg.return_to_sender && turnedBackAt !== -1 && i > turnedBackAt,
    }),
  }));
}
