import type { CodeMeaning } from '../../reports/shipment-report';

/**
 * AfterShip's tags and subtags (aftership.com/docs/tracking/2026-07/enum/delivery-sub-statuses). An exception that is not
 * listed is a problem. No subtag says that a parcel is held for its sender's instructions.
 */
export const AFTERSHIP_STATUSES: Record<string, CodeMeaning> = {
  Pending: { state: 'announced' },
  InfoReceived: { state: 'announced' },
  InTransit: { state: 'in_transit' },
  OutForDelivery: { state: 'out_for_delivery' },
  AttemptFail: { state: 'attempt_failed' },
  AttemptFail_002: { state: 'attempt_failed', reason: 'recipient_absent' },
  AttemptFail_003: { state: 'attempt_failed', reason: 'closed' },
  AvailableForPickup: { state: 'ready_for_pickup' },
  Delivered: { state: 'delivered' },
  Expired: { mark: 'problem' },
  Exception: { mark: 'problem' },
  Exception_002: { mark: 'problem', reason: 'recipient_moved' },
  Exception_003: { mark: 'problem', reason: 'refused' },
  Exception_004: { mark: 'problem', reason: 'customs' },
  Exception_005: { mark: 'delayed' },
  Exception_006: { mark: 'problem', reason: 'cod_not_paid' },
  Exception_007: { mark: 'problem', reason: 'wrong_address' },
  Exception_008: { mark: 'problem', reason: 'pickup_expired' },
  Exception_010: { state: 'returning' },
  Exception_011: { state: 'returned' },
  Exception_012: { mark: 'problem', reason: 'damaged' },
  Exception_013: { state: 'lost' },
  Exception_016: { mark: 'delayed' },
  Exception_017: { mark: 'delayed' },
  Exception_019: { mark: 'delayed' },
  Exception_020: { state: 'cancelled' },
  Exception_021: { state: 'lost' },
};

/** Exceptions after which a parcel is usually held. A merchant whose carrier does so may have them treated as held. */
const PROBABLY_HELD = ['Exception_002', 'Exception_003', 'Exception_006', 'Exception_007', 'Exception_008'];

/** Returns what a tag with its subtag says. */
export function aftershipMeaning(
  { tag, subtag }: { tag: string | null; subtag: string | null },
  treatAsHeld: boolean,
): CodeMeaning {
  const meaning = AFTERSHIP_STATUSES[subtag ?? ''] ?? AFTERSHIP_STATUSES[tag ?? ''] ?? {};
  return treatAsHeld && PROBABLY_HELD.includes(subtag ?? '')
    ? { reason: meaning.reason ?? null, state: 'held' }
    : meaning;
}
