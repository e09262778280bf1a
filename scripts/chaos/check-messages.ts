import type { Caller } from './caller.ts';
import type { Run } from './check-requests.ts';
import type { Customers } from './customers.ts';
import { compareRow, type PromiseRow } from './promises.ts';

/** A message with a lost answer is sent again a minute later if no status came; less the time of the call itself. */
const RESENT_AFTER_MS = 55_000;
const ASKING = ['ask', 'held'];

/**
 * Each question reached its customer once, and each reply and status exists once. `resent` counts the questions that came
 * again a minute after a call without an answer, which is the policy of the flow.
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
  const asking = runs.filter(({ accepted }) => ASKING.includes(accepted.flow));
  const [replies, statuses]: [string[], string[]] = [[], []];
  for (const { accepted, requestId } of asking) {
    for (const message of await all(`/v1/messages?request_id=${requestId}`, accepted.account.headers)) {
      const { direction, wamid, message_id } = message;
      if (direction === 'in') replies.push(`reply ${wamid}`);
      else for (const { status } of message.statuses) statuses.push(`${message_id} ${status}`);
    }
  }
  const sentStatuses = [...questions].flatMap(([id, question]) =>
    [...question.statuses].map((status) => `${id} ${status}`),
  );
  const sentReplies = [...questions.values()].map(({ reply }) => `reply ${reply}`);
  return {
    resent,
    rows: [
      compareRow(
        'question: the customer got it',
        asking.map(({ userKey }) => userKey),
        arrived,
      ),
      compareRow("customer's reply: it exists", sentReplies, replies),
      compareRow("message's status: it exists", sentStatuses, statuses),
    ],
  };
}
