import type { PurgeSet } from '../../db/retention/purge-statements';
import type { PurgeCandidates } from '../../db/retention/retention';
import type { RetentionCursor } from '../../db/schema';
import { userKeyOfAddress } from '../customers/identity';
import { payloadRefOf } from '../events/payload-ref';
import { mediaKey } from '../messages/media/media-key';

/** How many rows of each kind one slice checks. */
export const SLICE_SIZE = 100;
/** How many steps and messages the expired requests of a slice may have; a request with more has a slice of its own. */
const MAX_LINKED_ROWS = 5_000;

export type PurgeSlice = {
  expired: PurgeSet;
  /** The R2 keys of these rows' files. */
  files: string[];
  /** Where the next slice continues; null when nothing is left. */
  cursor: RetentionCursor | null;
};

/** Returns as many of the requests as fit in one slice, at least the first. */
function withinBound(requests: PurgeCandidates['requests']): PurgeCandidates['requests'] {
  let linked = 0;
  const end = requests.findIndex(({ isExpired, weight }, i) => {
    linked += isExpired ? weight : 0;
    return i > 0 && linked > MAX_LINKED_ROWS;
  });
  return end === -1 ? requests : requests.slice(0, end);
}

const onlyExpired = <Row extends { isExpired: number }>(rows: Row[]): Row[] =>
  rows.filter(({ isExpired }) => isExpired);
const idsOf = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

/** Plans which of the rows to delete, with their files, and where the next slice continues. */
export function planPurgeSlice(accountId: string, rows: PurgeCandidates, cursor: RetentionCursor): PurgeSlice {
  const checked = { ...rows, requests: withinBound(rows.requests) };
  const [requests, orders, messages] = [
    onlyExpired(checked.requests),
    onlyExpired(rows.orders),
    onlyExpired(rows.messages),
  ];
  const names = [
    ...requests.flatMap(({ userKey, addresses }) => [userKey, ...addresses.map(userKeyOfAddress)]),
    ...orders.flatMap(({ userKey, phone }) => [userKey, phone].filter((name) => name !== null)),
    ...messages.flatMap(({ userKey, address }) => [userKey, userKeyOfAddress(address)]),
    ...idsOf(onlyExpired(rows.customers)),
  ];
  const media = [...requests.flatMap(({ files }) => files), ...idsOf(messages.filter(({ hasFile }) => hasFile))];
  const payloads = orders.flatMap(({ rawEventId }) => (rawEventId === null ? [] : [payloadRefOf(rawEventId)]));
  const next = { ...cursor };
  for (const kind of ['requests', 'orders', 'shipments', 'messages', 'customers'] as const) {
    const last = checked[kind].at(-1);
    if (last) next[kind] = last.id;
  }
  const isLast =
    checked.requests.length === rows.requests.length && Object.values(rows).every(({ length }) => length < SLICE_SIZE);
  return {
    expired: {
      requests: idsOf(requests),
      orders: idsOf(orders),
      shipments: idsOf(onlyExpired(rows.shipments)),
      messages: idsOf(messages),
      events: idsOf(rows.events),
      deadLetters: idsOf(rows.deadLetters),
      names: [...new Set(names)].filter((name) => name !== ''),
    },
    files: [...media.map((messageId) => mediaKey(accountId, messageId)), ...payloads],
    cursor: isLast ? null : next,
  };
}
