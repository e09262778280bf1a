import type { Message } from '../../db/messages';
import type { OpenRuns } from '../../db/open-runs';
import type { RequestRow } from '../../db/requests';
import { receivedMessageRequestKey } from '../../shared/dedupe-key';
import type { MatchContext } from '../customers/sender';
import type { LiquidEnv } from '../liquid/env';
import { replyOf } from '../messages/reply';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { Trigger } from '../triggers/trigger';
import { triggerHolds } from '../triggers/trigger-holds';
import { fitsAnyCase, pendingReplyWait } from './choose-waiting-request';
import { newListQuestion } from './list-question/new-list-question';
import type { MatchedRequest, MatchResult } from './match-message';
import { resolveMatch } from './resolve-match';

/** A message with what it says of itself; `chosen` is the request that the customer means by it, where they were asked. */
export type UnresolvedMessage = { message: Message; match: MatchResult; chosen: string | null };

export type ResolvedMessage = {
  request: MatchedRequest | null;
  /** The turn of the message that it presses, quotes or reacts to; null where it names none. */
  referencedTurn: number | null;
  /** Asked instead: the message is held until the customer says which of their requests it is for. */
  question: Message | null;
  /** What it starts, as nobody waits for it. */
  started: RequestRow[];
  /** The request that the customer chose, and the held message that answers it. */
  choice: { requestId: string; messageId: string | null } | null;
};

const UNRESOLVED: ResolvedMessage = { request: null, referencedTurn: null, question: null, started: [], choice: null };

/** The requests that a message starts for which nobody waits: one for every flow whose condition holds. */
function requestsForMessage(
  deps: Pick<Deps, 'log' | 'now'>,
  account: MatchContext['accounts'][number],
  message: Message,
  { triggered, stores }: OpenRuns,
): RequestRow[] {
  const { accountId, channelId, userKey, address, wamid } = message;
  const store = stores.find((row) => row.accountId === accountId && row.userKey === userKey)?.storeId;
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
        storeId: store,
        object: null,
        variables: {},
        dedupeKey: receivedMessageRequestKey({ channelId, wamid }, key),
        now: deps.now(),
      }),
      channelId,
      address,
    }));
}

/** The held message that counts once the customer has chosen a request: the last clear one, else the last. */
function pickHeldMessage(message: Message, requestId: string, open: OpenRuns, env: LiquidEnv): string | null {
  const { accountId, channelId, userKey, createdAt } = message;
  const held = open.heldMessages.filter(
    (row) =>
      row.accountId === accountId &&
      row.channelId === channelId &&
      row.userKey === userKey &&
      row.createdAt <= createdAt,
  );
  const run = open.runs.find((each) => each.requestId === requestId);
  const cases = (run && pendingReplyWait(run)?.cases) ?? [];
  const clear = run ? held.findLast((row) => fitsAnyCase(cases, run, replyOf(row), env, false)) : undefined;
  return (clear ?? held.at(-1))?.messageId ?? null;
}

function resolve(
  deps: Deps,
  known: MatchContext,
  { message, match, chosen }: UnresolvedMessage,
  open: OpenRuns,
): ResolvedMessage {
  const account = known.accounts.find(({ accountId }) => accountId === message.accountId);
  if (!account) return UNRESOLVED;
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };
  if (chosen !== null) {
    return { ...UNRESOLVED, choice: { requestId: chosen, messageId: pickHeldMessage(message, chosen, open, env) } };
  }
  const verdict = resolveMatch(match, { reply: replyOf(message), at: message.createdAt }, open.runs, env);
  if (verdict.kind === 'for')
    return { ...UNRESOLVED, request: verdict.request, referencedTurn: verdict.referencedTurn };
  if (verdict.kind === 'ask') {
    const question = newListQuestion(message, verdict.candidates, { now: deps.now(), zone: account.timeZone });
    return { ...UNRESOLVED, question };
  }
  const { referencedRequest: owner, referencedTurn: namedTurn, mayStartFlows: starts } = verdict;
  return {
    ...UNRESOLVED,
    request: owner,
    referencedTurn: namedTurn,
    started: starts ? requestsForMessage(deps, account, message, open) : [],
  };
}

/** The requests of whose runs more must be known to settle a message. */
function runsToLoad({ match, chosen }: UnresolvedMessage): string[] {
  if (chosen !== null) return [chosen];
  if (match.kind === 'reaction') return [match.request.requestId];
  return match.kind === 'unclear' ? match.candidates.map(({ requestId }) => requestId) : [];
}

const needsRuns = (each: UnresolvedMessage): boolean =>
  runsToLoad(each).length > 0 || (each.match.kind === 'nobody' && each.match.mayStartFlows);

/** Settles which requests messages answer, with one more look, for all of them, where they do not say it themselves. */
export async function resolveMatches(
  deps: Deps,
  known: MatchContext,
  asks: UnresolvedMessage[],
): Promise<ResolvedMessage[]> {
  const unsettled = asks.filter(needsRuns);
  const open: OpenRuns =
    unsettled.length === 0
      ? { runs: [], triggered: [], stores: [], heldMessages: [] }
      : await deps.openRuns.load({
          requestIds: unsettled.flatMap(runsToLoad),
          senders: unsettled.map(({ message: { accountId, userKey } }) => ({ accountId, userKey })),
          choosers: asks.filter(({ chosen }) => chosen !== null).map(({ message }) => message),
        });
  return asks.map((ask) => resolve(deps, known, ask, open));
}
