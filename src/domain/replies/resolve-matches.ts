import type { Message } from '../../db/messages/messages';
import type { RequestRow } from '../../db/requests/requests';
import type { OpenRuns } from '../../db/run-log/open-runs';
import { receivedMessageRequestKey } from '../../shared/crypto/dedupe-key';
import type { MatchContext } from '../customers/sender';
import { readsReplyAddress } from '../flows/steps/wait-for-reply/reads-reply-address';
import type { LiquidEnv } from '../liquid/env';
import { replyOf } from '../messages/reply';
import { withAddress } from '../messages/with-address';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { isTriggerConditionTrue } from '../triggers/is-trigger-condition-true';
import { Trigger } from '../triggers/trigger';
import { fitsAnyCase, pendingReplyWait } from './choose-waiting-request';
import { newListQuestion } from './list-question/new-list-question';
import type { MatchedRequest, MatchResult } from './match-message';
import { resolveMatch } from './resolve-match';

/** A message with its match. `chosen` is the request that the customer picked in our list question; null if they did not. */
export type UnresolvedMessage = { message: Message; match: MatchResult; chosen: string | null };

export type ResolvedMessage = {
  request: MatchedRequest | null;
  /** It answers the request; else it only references it, or is for the person whom the request waits for. */
  answers: boolean;
  /** The turn of the message that it references; null where it references none. */
  referencedTurn: number | null;
  /** The list question to send. The message stays pending until the customer picks a request. */
  question: Message | null;
  /** The requests that the message starts, because it answers none. */
  started: RequestRow[];
  /** The request that the customer picked, and the pending message that answers it. */
  choice: { requestId: string; messageId: string | null } | null;
};

const UNRESOLVED: ResolvedMessage = {
  request: null,
  answers: false,
  referencedTurn: null,
  question: null,
  started: [],
  choice: null,
};

/** Makes the requests that a message starts: one for every flow whose condition holds. */
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
    .filter(({ key, trigger, settings }) =>
      isTriggerConditionTrue(deps, account, {
        flow: key,
        when: Trigger.parse(JSON.parse(trigger)).when,
        settings,
        scope,
      }),
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

/** Returns the pending message that answers the chosen request: the last one that matches a case, else the last one. */
function findPendingMessage(message: Message, requestId: string, open: OpenRuns, env: LiquidEnv): string | null {
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
  const fitting = run ? held.findLast((row) => fitsAnyCase(cases, run, replyOf(row), env, false)) : undefined;
  return (fitting ?? held.at(-1))?.messageId ?? null;
}

function resolve(
  deps: Pick<Deps, 'log' | 'now'>,
  context: MatchContext,
  { message, match, chosen }: UnresolvedMessage,
  open: OpenRuns,
): ResolvedMessage {
  const account = context.accounts.find(({ accountId }) => accountId === message.accountId);
  if (!account) return UNRESOLVED;
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };
  if (chosen !== null) {
    return { ...UNRESOLVED, choice: { requestId: chosen, messageId: findPendingMessage(message, chosen, open, env) } };
  }
  const resolved = resolveMatch(match, { reply: replyOf(message), at: message.createdAt }, open.runs, env);
  if (resolved.kind === 'for')
    return {
      ...UNRESOLVED,
      request: resolved.request,
      answers: resolved.request.waitingFor !== 'person',
      referencedTurn: resolved.referencedTurn,
    };
  if (resolved.kind === 'ask') {
    const question = newListQuestion(message, resolved.candidates, { now: deps.now(), zone: account.timeZone });
    return { ...UNRESOLVED, question };
  }
  const { referencedRequest, referencedTurn, mayStartFlows } = resolved;
  return {
    ...UNRESOLVED,
    request: referencedRequest,
    referencedTurn,
    started: mayStartFlows ? requestsForMessage(deps, account, message, open) : [],
  };
}

/** Returns the requests whose runs decide the match of a message. */
function runsToLoad({ match, chosen }: UnresolvedMessage): string[] {
  if (chosen !== null) return [chosen];
  if (match.kind === 'reaction') return [match.request.requestId];
  return match.kind === 'unclear' ? match.candidates.map(({ requestId }) => requestId) : [];
}

const needsRuns = (each: UnresolvedMessage): boolean =>
  runsToLoad(each).length > 0 || (each.match.kind === 'nobody' && each.match.mayStartFlows);

/** Returns whether a flow that decides a match may read the address of a message. */
const flowsReadAddress = ({ runs, triggered }: OpenRuns): boolean =>
  runs.some(({ steps }) => readsReplyAddress({ steps: JSON.parse(steps) })) ||
  triggered.some(({ trigger }) => readsReplyAddress({ trigger: JSON.parse(trigger) }));

/** Decides which requests messages answer. Loads the runs of all messages at once, if any match depends on them. */
export async function resolveMatches(
  deps: Pick<Deps, 'log' | 'now' | 'openRuns'>,
  context: MatchContext,
  unresolved: UnresolvedMessage[],
): Promise<ResolvedMessage[]> {
  const needing = unresolved.filter(needsRuns);
  const open: OpenRuns =
    needing.length === 0
      ? { runs: [], triggered: [], stores: [], heldMessages: [] }
      : await deps.openRuns.load({
          requestIds: needing.flatMap(runsToLoad),
          senders: needing.map(({ message: { accountId, userKey } }) => ({ accountId, userKey })),
          choosers: unresolved.filter(({ chosen }) => chosen !== null).map(({ message }) => message),
        });
  if (!flowsReadAddress(open)) return unresolved.map((each) => resolve(deps, context, each, open));
  const heldMessages = await Promise.all(open.heldMessages.map(withAddress));
  const read = await Promise.all(
    unresolved.map(async (each) => ({ ...each, message: await withAddress(each.message) })),
  );
  return read.map((each) => resolve(deps, context, each, { ...open, heldMessages }));
}
