import type { OpenRun } from '../../db/run-log/open-runs';
import type { LiquidEnv } from '../liquid/env';
import type { Reply } from '../messages/reply';
import { chooseWaitingRequest, fitsAnyCase, pendingReplyWait } from './choose-waiting-request';
import type { CandidateRequest, MatchedRequest, MatchResult } from './match-message';

/** Returns whether the open wait of the request has a reaction case that this reaction matches. */
function reactionFitsCase(requestId: string, reply: Reply, runs: OpenRun[], env: LiquidEnv): boolean {
  const run = runs.find((each) => each.requestId === requestId);
  const cases = ((run && pendingReplyWait(run)?.cases) ?? []).filter(({ kind }) => kind === 'reaction');
  return run !== undefined && fitsAnyCase(cases, run, reply, env, false);
}

/**
 * `for`: the message is for this request; `referencedTurn` is the turn of the message that it references. `ask`: ask the
 * customer which of these runs it is for. `nobody`: as in `MatchResult`.
 */
export type ResolvedMatch =
  | { kind: 'for'; request: CandidateRequest; referencedTurn: number | null }
  | { kind: 'ask'; candidates: OpenRun[] }
  | { kind: 'nobody'; referencedRequest: MatchedRequest | null; referencedTurn: number | null; mayStartFlows: boolean };

const noMatch = (mayStartFlows: boolean): ResolvedMatch => ({
  kind: 'nobody',
  referencedRequest: null,
  referencedTurn: null,
  mayStartFlows,
});

/** Resolves a match using the state of the candidate runs. `at` is when the message was sent, in epoch milliseconds. */
export function resolveMatch(
  match: MatchResult,
  message: { reply: Reply; at: number },
  runs: OpenRun[],
  env: LiquidEnv,
): ResolvedMatch {
  if (match.kind === 'request') return { kind: 'for', request: match.request, referencedTurn: match.referencedTurn };
  if (match.kind === 'reaction') {
    const { request, referencedTurn } = match;
    const isAnswer = reactionFitsCase(request.requestId, message.reply, runs, env);
    return isAnswer ? { kind: 'for', request, referencedTurn } : noMatch(false);
  }
  if (match.kind === 'nobody') return match;
  const choice = chooseWaitingRequest(match.candidates, runs, message, env);
  if (choice.kind === 'request') return { kind: 'for', request: choice.request, referencedTurn: null };
  return choice.kind === 'ask' ? choice : noMatch(choice.mayStartFlows);
}
