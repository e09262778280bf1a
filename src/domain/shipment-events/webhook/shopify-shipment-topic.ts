import { invalidMember } from '../../../shared/validation/invalid-member';

const SHIPMENT_TOPICS = [
  'fulfillments/create',
  'fulfillments/update',
  'fulfillment_events/create',
  'fulfillment_events/delete',
];

/** Returns a topic as it is written in headers (`fulfillments/create`), given that or its enum name (`FULFILLMENTS_CREATE`). */
export function shopifyShipmentTopic(topic: string | null): string | null {
  if (topic === null) return null;
  const given = topic.toLowerCase();
  const known = SHIPMENT_TOPICS.find((each) => each === given || each.replace('/', '_') === given);
  if (known !== undefined) return known;
  const message = `The action shipment is for the topics ${SHIPMENT_TOPICS.join(', ')}`;
  throw invalidMember('?action', 'topic_mismatch', message);
}
