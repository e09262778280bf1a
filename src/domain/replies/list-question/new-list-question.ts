import type { Message } from '../../../db/messages/messages';
import type { OpenRun } from '../../../db/run-log/open-runs';
import { QUESTION_STEP } from '../../../shared/flows/list-question';
import { formatAmount } from '../../../shared/numbers/money';
import { localParts } from '../../../shared/time/time-zone';
import { newOutgoingMessage } from '../../messages/new-outgoing-message';
import type { FreeForm } from '../../messages/outgoing-message';
import { choiceId } from './choice-id';

/** WhatsApp's limits of a list. */
const MAX_ROWS = 10;
const MAX_TITLE = 24;
const MAX_DESCRIPTION = 72;

const cut = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1)}…`);

type Row = { id: string; title: string; description: string };

/** Describes an order so that the customer can tell it from another: total, day, shop and flow. */
function describe({ order, createdAt, storeName, flowName }: OpenRun, zone: string): string {
  const { day, month } = localParts(order?.placedAt ?? createdAt, zone);
  const total = order === null ? [] : [`${formatAmount(order.total, order.currency)} ${order.currency}`];
  return cut([...total, `${day}/${month}`, cut(storeName, MAX_TITLE), flowName].join(' · '), MAX_DESCRIPTION);
}

/** Makes the rows of the list; equal rows are numbered. */
function rowsOf(runs: OpenRun[], zone: string): Row[] {
  const rows = runs.slice(0, MAX_ROWS).map((run) => ({
    id: choiceId(run.requestId),
    title: cut(run.order?.number ?? run.objectId ?? run.flowName, MAX_TITLE),
    description: describe(run, zone),
  }));
  return rows.map((row, i) => {
    const earlierTwins = rows
      .slice(0, i)
      .filter(({ title, description }) => title === row.title && description === row.description).length;
    return earlierTwins === 0
      ? row
      : { ...row, description: cut(`${earlierTwins + 1}) ${row.description}`, MAX_DESCRIPTION) };
  });
}

const listOf = (rows: Row[]): FreeForm => ({
  kind: 'list',
  text: 'A quale ordine si riferisce il tuo messaggio?',
  header: null,
  footer: null,
  button: 'Scegli',
  sections: [{ title: '', rows }],
});

/** Makes the message that asks the customer which of these runs their message is for, the latest first. */
export const newListQuestion = (
  { accountId, channelId, userKey, address }: Pick<Message, 'accountId' | 'channelId' | 'userKey' | 'address'>,
  runs: OpenRun[],
  { now, zone }: { now: number; zone: string },
): Message =>
  newOutgoingMessage(
    {
      accountId,
      channelId,
      userKey,
      address,
      requestId: runs[0]?.requestId ?? null,
      step: QUESTION_STEP,
      iteration: 1,
      callStartedAt: null,
    },
    listOf(rowsOf(runs, zone)),
    now,
  );
