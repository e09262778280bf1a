import type { OpenRun } from '../../db/open-runs';
import type { JsonObject } from '../../shared/json';
import { FlowDefinition } from '../flows/definition/definition';
import { matchesCase } from '../flows/steps/wait-for-reply/matches-case';
import type { ReplyCase, WaitForReplyStep } from '../flows/steps/wait-for-reply/schema';
import { compileCondition, evaluateCondition } from '../liquid/condition';
import type { LiquidEnv } from '../liquid/env';
import { variablesOf } from '../liquid/variables-of';
import type { Reply } from '../messages/reply';
import type { CandidateRequest } from './match-message';
import { nextReplyWait } from './next-reply-wait';
import { canAnswer } from './turn';

/**
 * `ask`: the customer is to say it, of these, the latest first. `nobody` starts no flow where a run that is under way, or
 * whose question is younger, shows that the message belongs to what is going on.
 */
export type WaitingChoice =
  | { kind: 'request'; request: CandidateRequest }
  | { kind: 'ask'; candidates: OpenRun[] }
  | { kind: 'nobody'; mayStartFlows: boolean };

/** What a condition can be told of here; what else it reads only the run itself knows. */
const AVAILABLE_ROOTS = ['reply', 'variables', 'object'];

/** The wait that a message of now is for, if its question has been sent. */
export function pendingReplyWait({ steps, step, waitingFor, heldMessages: held }: OpenRun): WaitForReplyStep | null {
  const parsed = FlowDefinition.shape.steps.safeParse(JSON.parse(steps));
  if (!parsed.success) return null;
  const [at = null, part] = step?.split('--') ?? [];
  const isPast = part === undefined && (waitingFor === null || held === 'answer_lost');
  return nextReplyWait(parsed.data, { at, isPast });
}

/**
 * Says whether a reply fits one of these cases. A condition over what only the run knows counts as `unknown` says: nothing
 * is given to a request because of it, and nothing kept from another.
 */
export function fitsAnyCase(cases: ReplyCase[], run: OpenRun, reply: Reply, env: LiquidEnv, unknown: boolean): boolean {
  const scope: JsonObject = {
    reply,
    variables: run.variables,
    object: run.objectId === null ? null : { id: run.objectId },
  };
  const holds = (condition: string): boolean => {
    const compiled = compileCondition(condition);
    if (!compiled.ok || variablesOf(compiled).some(([root = '']) => !AVAILABLE_ROOTS.includes(root))) return unknown;
    const evaluated = evaluateCondition(condition, scope, env);
    return evaluated.ok && evaluated.value;
  };
  return cases.some((each) => matchesCase(each, reply, holds));
}

/**
 * Chooses which of a customer's live requests a message answers that names none: the only one that waits for a reply; of
 * several the latest, if the reply fits one of its cases and no other's; else the customer is asked. Where none waits yet
 * the latest gets it that has asked and soon will, else one that a person looks after. `at` is when it was written.
 */
export function chooseWaitingRequest(
  among: CandidateRequest[],
  runs: OpenRun[],
  { reply, at }: { reply: Reply; at: number },
  env: LiquidEnv,
): WaitingChoice {
  const live = among.flatMap((owner) => {
    const run = runs.find(({ requestId }) => requestId === owner.requestId);
    return run
      ? [{ owner, run, wait: pendingReplyWait(run), isYounger: canAnswer(owner, { at, referencedTurn: null }) }]
      : [];
  });
  const expecting = live.flatMap((each) => (each.wait && each.isYounger ? [{ ...each, wait: each.wait }] : []));
  const [latest, ...others] = expecting.filter(({ run }) => run.waitingFor === 'reply');
  if (latest && others.length === 0) return { kind: 'request', request: latest.owner };
  if (latest) {
    const fits = ({ run, wait }: typeof latest, unknown: boolean) => fitsAnyCase(wait.cases, run, reply, env, unknown);
    const isClear = fits(latest, false) && !others.some((other) => fits(other, true));
    return isClear
      ? { kind: 'request', request: latest.owner }
      : { kind: 'ask', candidates: [latest, ...others].map(({ run }) => run) };
  }
  const next = expecting[0] ?? live.find(({ run }) => run.waitingFor === 'person');
  if (next) return { kind: 'request', request: next.owner };
  const isUnderWay = live.some(({ run, wait, isYounger }) => run.waitingFor === null || (wait !== null && !isYounger));
  return { kind: 'nobody', mayStartFlows: !isUnderWay };
}
