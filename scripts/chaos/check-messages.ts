import type { Run } from './check-requests.ts';
import type { Customers } from './customers.ts';
import type { Caller } from './make-caller.ts';
import { type PromiseRow, promiseRow } from './promise-row.ts';

/** After a lost answer a message may come again, when a minute has passed and no status has come; less the call's own time. */
const RESENT_AFTER_MS = 55_000;

/**
 * Each question has come to its customer once, each reply and status is there once. `resent` questions came again a minute
 * after a call of which no answer was heard, as the flow's policy says.
 */
export async function checkMessages(
  { all }: Caller,
  { questions }: Customers,
  runs: Run[],
): Promise<{ rows: PromiseRow[]; resent: number }> {
  const arrived: string[] = [];
  let resent = 0;
  for (const { arrivals } of questions.values()) {
    for (const [i, { at, body }] of arrivals.entries()) {
      const before = arrivals[i - 1];
      if (before && at - before.at >= RESENT_AFTER_MS) resent += 1;
      else arrived.push(`+${body.to}`);
    }
  }
  const asking = runs.filter(({ cause }) => cause.flow === 'ask');
  const [replies, statuses]: [string[], string[]] = [[], []];
  for (const { cause, requestId } of asking) {
    for (const message of await all(`/v1/messages?request_id=${requestId}`, cause.account.headers)) {
      const { direction, wamid, message_id } = message;
      if (direction === 'in') replies.push(`reply ${wamid}`);
      else for (const { status } of message.statuses) statuses.push(`${message_id} ${status}`);
    }
  }
  const told = [...questions].flatMap(([id, question]) => [...question.statuses].map((status) => `${id} ${status}`));
  const said = [...questions.values()].map(({ reply }) => `reply ${reply}`);
  return {
    resent,
    rows: [
      promiseRow(
        'question: the customer got it',
        asking.map(({ userKey }) => userKey),
        arrived,
      ),
      promiseRow("customer's reply: it is there", said, replies),
      promiseRow("message's status: it is there", told, statuses),
    ],
  };
}
