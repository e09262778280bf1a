import type { Old, OldRows } from '../../db/retention';
import type { RetentionCursor } from '../../db/schema';
import { keyOfAddress } from '../customers/identity';
import { claimKey } from '../events/claim-key';
import { mediaKey } from '../messages/media/media-key';

/** So many rows of each kind are looked at in one slice. */
export const SLICE = 100;
/** With so many steps and messages a slice has enough requests; one that has more by itself goes alone. */
const MOST_LINKED = 5_000;

export type Slice = {
  old: Old;
  /** What lies in the bucket for these rows. */
  files: string[];
  /** Where the next slice goes on; null where nothing is left. */
  cursor: RetentionCursor | null;
};

/** As many of the requests as go in one slice; the first one always. */
function withinBound(requests: OldRows['requests']): OldRows['requests'] {
  let linked = 0;
  const end = requests.findIndex(({ isOver, weight }, i) => {
    linked += isOver ? weight : 0;
    return i > 0 && linked > MOST_LINKED;
  });
  return end === -1 ? requests : requests.slice(0, end);
}

const over = <Row extends { isOver: number }>(rows: Row[]): Row[] => rows.filter(({ isOver }) => isOver);
const idsOf = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

/** What goes of the rows that were looked at, and where the next slice begins. */
export function planSlice(accountId: string, rows: OldRows, cursor: RetentionCursor): Slice {
  const looked = { ...rows, requests: withinBound(rows.requests) };
  const [requests, orders, messages] = [over(looked.requests), over(rows.orders), over(rows.messages)];
  const names = [
    ...requests.flatMap(({ userKey, addresses }) => [userKey, ...addresses.map(keyOfAddress)]),
    ...orders.flatMap(({ userKey, phone }) => [userKey, phone].filter((name) => name !== null)),
    ...messages.flatMap(({ userKey, address }) => [userKey, keyOfAddress(address)]),
    ...idsOf(over(rows.customers)),
  ];
  const media = [...requests.flatMap(({ files }) => files), ...idsOf(messages.filter(({ hasFile }) => hasFile))];
  const payloads = orders.flatMap(({ rawEventId }) => (rawEventId === null ? [] : [claimKey(rawEventId)]));
  const next = { ...cursor };
  for (const kind of ['requests', 'orders', 'messages', 'customers'] as const) {
    const last = looked[kind].at(-1);
    if (last) next[kind] = last.id;
  }
  const isLast =
    looked.requests.length === rows.requests.length && Object.values(rows).every(({ length }) => length < SLICE);
  return {
    old: {
      requests: idsOf(requests),
      orders: idsOf(orders),
      messages: idsOf(messages),
      events: idsOf(rows.events),
      deadLetters: idsOf(rows.deadLetters),
      names: [...new Set(names)].filter((name) => name !== ''),
    },
    files: [...media.map((messageId) => mediaKey(accountId, messageId)), ...payloads],
    cursor: isLast ? null : next,
  };
}
