import type { OpenRun } from '../../db/open-runs';
import type { LiquidEnv } from '../liquid/env';
import type { Reply } from '../messages/reply';
import { chooseWaiting, fitsOne, waitOf } from './choose-waiting';
import type { MessageMatch, Owner } from './match-message';

/** Says whether a reaction fits a case for reactions of the wait that its message belongs to. */
function answersByReaction(requestId: string, reply: Reply, runs: OpenRun[], env: LiquidEnv): boolean {
  const run = runs.find((each) => each.requestId === requestId);
  const cases = ((run && waitOf(run)?.cases) ?? []).filter(({ kind }) => kind === 'reaction');
  return run !== undefined && fitsOne(cases, run, reply, env, false);
}

/**
 * What comes of a message whose match is known: the request that it is for, with the turn of the message that it names; the
 * requests about one of which the customer is asked; or nobody's, which starts flows unless `starts` is false.
 */
export type Verdict =
  | { kind: 'for'; owner: Owner; namedTurn: number | null }
  | { kind: 'ask'; among: OpenRun[] }
  | { kind: 'nobody'; beside: Owner | null; namedTurn: number | null; starts: boolean };

const nobody = (starts: boolean): Verdict => ({ kind: 'nobody', beside: null, namedTurn: null, starts });

/** Settles a message by what is known of the runs that it may be for. `at` is when it was written, as epoch milliseconds. */
export function settleMatch(
  match: MessageMatch,
  message: { reply: Reply; at: number },
  runs: OpenRun[],
  env: LiquidEnv,
): Verdict {
  if (match.kind === 'request') return { kind: 'for', owner: match.owner, namedTurn: match.namedTurn };
  if (match.kind === 'reaction') {
    const { owner, namedTurn } = match;
    const answers = answersByReaction(owner.requestId, message.reply, runs, env);
    return answers ? { kind: 'for', owner, namedTurn } : nobody(false);
  }
  if (match.kind === 'nobody') return match;
  const answer = chooseWaiting(match.among, runs, message, env);
  if (answer.kind === 'request') return { kind: 'for', owner: answer.owner, namedTurn: null };
  return answer.kind === 'ask' ? answer : nobody(answer.starts);
}
