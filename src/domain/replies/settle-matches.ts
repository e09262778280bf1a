import type { Message } from '../../db/messages';
import type { OpenRuns } from '../../db/open-runs';
import type { RequestRow } from '../../db/requests';
import type { Known } from '../customers/whose-message';
import type { LiquidEnv } from '../liquid/env';
import { replyOf } from '../messages/reply';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { causeOfMessage } from '../triggers/reply-that-started';
import { Trigger } from '../triggers/trigger';
import { triggerHolds } from '../triggers/trigger-holds';
import { fitsOne, waitOf } from './choose-waiting';
import { questionOf } from './list-question/question-of';
import type { MessageMatch, Owner } from './match-message';
import { settleMatch } from './settle-match';

/** A message with what it says of itself; `chosen` is the request that the customer means by it, where they were asked. */
export type Unsettled = { message: Message; match: MessageMatch; chosen: string | null };

export type Settled = {
  owner: Owner | null;
  /** The turn of the message that it presses, quotes or reacts to; null where it names none. */
  namedTurn: number | null;
  /** Asked instead: the message is held until the customer says which of their requests it is for. */
  question: Message | null;
  /** What it starts, as nobody waits for it. */
  started: RequestRow[];
  /** The request that the customer chose, and the held message that answers it. */
  choice: { requestId: string; messageId: string | null } | null;
};

const NOTHING: Settled = { owner: null, namedTurn: null, question: null, started: [], choice: null };

/** The requests that a message starts for which nobody waits: one for every flow whose condition holds. */
function requestsStartedBy(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Known['accounts'][number],
  message: Message,
  { triggered, stores }: OpenRuns,
): RequestRow[] {
  const { accountId, channelId, userKey, address, wamid } = message;
  const store = stores.find((row) => row.accountId === accountId && row.userKey === userKey)?.idStore;
  if (typeof store !== 'string' || wamid === null) return [];
  const scope = { reply: replyOf(message), user: { user_key: userKey } };
  return triggered
    .filter((flow) => flow.accountId === accountId && (flow.channelId === null || flow.channelId === channelId))
    .filter(({ key, trigger }) =>
      triggerHolds(deps, account, { flow: key, when: Trigger.parse(JSON.parse(trigger)).when, scope }),
    )
    .map(({ key, version }) => ({
      ...newRequest({
        accountId,
        flow: key,
        flowVersion: version,
        userKey,
        idStore: store,
        object: null,
        variables: {},
        cause: causeOfMessage({ channelId, wamid }, key),
        now: deps.now(),
      }),
      channelId,
      address,
    }));
}

/** The held message that counts once the customer has chosen a request: the last clear one, else the last. */
function lastClear(message: Message, requestId: string, open: OpenRuns, env: LiquidEnv): string | null {
  const { accountId, channelId, userKey, createdAt } = message;
  const held = open.held.filter(
    (row) =>
      row.accountId === accountId &&
      row.channelId === channelId &&
      row.userKey === userKey &&
      row.createdAt <= createdAt,
  );
  const run = open.runs.find((each) => each.requestId === requestId);
  const cases = (run && waitOf(run)?.cases) ?? [];
  const clear = run ? held.findLast((row) => fitsOne(cases, run, replyOf(row), env, false)) : undefined;
  return (clear ?? held.at(-1))?.messageId ?? null;
}

function settle(deps: Deps, known: Known, { message, match, chosen }: Unsettled, open: OpenRuns): Settled {
  const account = known.accounts.find(({ accountId }) => accountId === message.accountId);
  if (!account) return NOTHING;
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };
  if (chosen !== null) {
    return { ...NOTHING, choice: { requestId: chosen, messageId: lastClear(message, chosen, open, env) } };
  }
  const verdict = settleMatch(match, { reply: replyOf(message), at: message.createdAt }, open.runs, env);
  if (verdict.kind === 'for') return { ...NOTHING, owner: verdict.owner, namedTurn: verdict.namedTurn };
  if (verdict.kind === 'ask') {
    const question = questionOf(message, verdict.among, { now: deps.now(), zone: account.timeZone });
    return { ...NOTHING, question };
  }
  const { beside: owner, namedTurn, starts } = verdict;
  return { ...NOTHING, owner, namedTurn, started: starts ? requestsStartedBy(deps, account, message, open) : [] };
}

/** The requests of whose runs more must be known to settle a message. */
function unknownRuns({ match, chosen }: Unsettled): string[] {
  if (chosen !== null) return [chosen];
  if (match.kind === 'reaction') return [match.owner.requestId];
  return match.kind === 'unclear' ? match.among.map(({ requestId }) => requestId) : [];
}

const needsLook = (each: Unsettled): boolean =>
  unknownRuns(each).length > 0 || (each.match.kind === 'nobody' && each.match.starts);

/** Settles which requests messages answer, with one more look, for all of them, where they do not say it themselves. */
export async function settleMatches(deps: Deps, known: Known, asks: Unsettled[]): Promise<Settled[]> {
  const unsettled = asks.filter(needsLook);
  const open: OpenRuns =
    unsettled.length === 0
      ? { runs: [], triggered: [], stores: [], held: [] }
      : await deps.openRuns.look({
          requestIds: unsettled.flatMap(unknownRuns),
          senders: unsettled.map(({ message: { accountId, userKey } }) => ({ accountId, userKey })),
          choosers: asks.filter(({ chosen }) => chosen !== null).map(({ message }) => message),
        });
  return asks.map((ask) => settle(deps, known, ask, open));
}
