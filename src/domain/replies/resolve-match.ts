import type { OpenRun } from '../../db/open-runs';
import type { LiquidEnv } from '../liquid/env';
import type { Reply } from '../messages/reply';
import { chooseWaitingRequest, fitsAnyCase, pendingReplyWait } from './choose-waiting-request';
import type { MatchedRequest, MatchResult } from './match-message';

/** Says whether a reaction fits a case for reactions of the wait that its message belongs to. */
function reactionFitsCase(requestId: string, reply: Reply, runs: OpenRun[], env: LiquidEnv): boolean {
  const run = runs.find((each) => each.requestId === requestId);
  const cases = ((run && pendingReplyWait(run)?.cases) ?? []).filter(({ kind }) => kind === 'reaction');
  return run !== undefined && fitsAnyCase(cases, run, reply, env, false);
}

/**
 * What comes of a message whose match is known: the request that it is for, with the turn of the message that it names; the
 * requests about one of which the customer is asked; or nobody's, which starts flows unless `starts` is false.
 */
export type ResolvedMatch =
  | { kind: 'for'; request: MatchedRequest; referencedTurn: number | null }
  | { kind: 'ask'; candidates: OpenRun[] }
  | { kind: 'nobody'; referencedRequest: MatchedRequest | null; referencedTurn: number | null; mayStartFlows: boolean };

const noMatch = (starts: boolean): ResolvedMatch => ({
  kind: 'nobody',
  referencedRequest: null,
  referencedTurn: null,
  mayStartFlows: starts,
});

/** Settles a message by what is known of the runs that it may be for. `at` is when it was written, as epoch milliseconds. */
export function resolveMatch(
  match: MatchResult,
  message: { reply: Reply; at: number },
  runs: OpenRun[],
  env: LiquidEnv,
): ResolvedMatch {
  if (match.kind === 'request') return { kind: 'for', request: match.request, referencedTurn: match.referencedTurn };
  if (match.kind === 'reaction') {
    const { request: owner, referencedTurn: namedTurn } = match;
    const answers = reactionFitsCase(owner.requestId, message.reply, runs, env);
    return answers ? { kind: 'for', request: owner, referencedTurn: namedTurn } : noMatch(false);
  }
  if (match.kind === 'nobody') return match;
  const answer = chooseWaitingRequest(match.candidates, runs, message, env);
  if (answer.kind === 'request') return { kind: 'for', request: answer.request, referencedTurn: null };
  return answer.kind === 'ask' ? answer : noMatch(answer.mayStartFlows);
}
