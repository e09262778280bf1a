import type { OpenRun } from '../../db/run-log/open-runs';
import type { JsonObject } from '../../shared/json/json';
import { FlowDefinition } from '../flows/definition/definition';
import { applySettings } from '../flows/settings/apply-settings';
import { matchesCase } from '../flows/steps/wait-for-reply/matches-case';
import type { ReplyCase, WaitForReplyStep } from '../flows/steps/wait-for-reply/schema';
import { compileCondition, evaluateCondition } from '../liquid/condition';
import type { LiquidEnv } from '../liquid/env';
import { variablesOf } from '../liquid/variables-of';
import type { Reply } from '../messages/reply';
import { readStoredSettings, settingsScope } from '../setting-values';
import type { CandidateRequest } from './match-message';
import { nextReplyWait } from './next-reply-wait';
import { canAnswer } from './turn';

/**
 * `ask`: ask the customer which of these runs the message is for, the latest first. `nobody`: the message starts flows only
 * if `mayStartFlows`, which is false while a run is executing, or has sent its question after the message was sent.
 */
export type WaitingChoice =
  | { kind: 'request'; request: CandidateRequest }
  | { kind: 'ask'; candidates: OpenRun[] }
  | { kind: 'nobody'; mayStartFlows: boolean };

/** The variables that a condition can read without loading the whole run. */
const AVAILABLE_ROOTS = ['reply', 'variables', 'object', 'settings'];

/** Returns the wait that a message sent now answers, or null if the run has not sent that wait's question. */
export function pendingReplyWait(run: OpenRun): WaitForReplyStep | null {
  const { step, waitingFor, suspendReason } = run;
  const { steps } = applySettings({ steps: JSON.parse(run.steps), ...readStoredSettings(run.settings) });
  const parsed = FlowDefinition.shape.steps.safeParse(steps);
  if (!parsed.success) return null;
  const [at = null, part] = step?.split('--') ?? [];
  const isPast = part === undefined && (waitingFor === null || suspendReason === 'answer_lost');
  return nextReplyWait(parsed.data, { at, isPast });
}

/** Returns whether a reply matches one of these cases; `unknown` is the result of a condition that needs the run's state. */
export function fitsAnyCase(cases: ReplyCase[], run: OpenRun, reply: Reply, env: LiquidEnv, unknown: boolean): boolean {
  const scope: JsonObject = {
    reply,
    variables: run.variables,
    object: run.objectId === null ? null : { id: run.objectId },
    ...settingsScope(run.settings),
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
 * Chooses which of a customer's live requests a message without a reference answers: the only request that waits for a
 * reply; of several the latest, if the reply certainly fits one of its cases and cannot fit another's; otherwise the customer
 * is asked. If no request waits yet: the latest that has sent its question and is about to wait, else one that a
 * person handles. `at` is when the message was written.
 */
export function chooseWaitingRequest(
  candidates: CandidateRequest[],
  runs: OpenRun[],
  { reply, at }: { reply: Reply; at: number },
  env: LiquidEnv,
): WaitingChoice {
  const live = candidates.flatMap((request) => {
    const run = runs.find(({ requestId }) => requestId === request.requestId);
    return run
      ? [
          {
            request,
            run,
            wait: pendingReplyWait(run),
            wasSentAfterQuestion: canAnswer(request, { at, referencedTurn: null }),
          },
        ]
      : [];
  });
  const expecting = live.flatMap((each) =>
    each.wait && each.wasSentAfterQuestion ? [{ ...each, wait: each.wait }] : [],
  );
  const [latest, ...others] = expecting.filter(({ run }) => run.waitingFor === 'reply');
  if (latest && others.length === 0) return { kind: 'request', request: latest.request };
  if (latest) {
    const fits = ({ run, wait }: typeof latest, unknown: boolean) => fitsAnyCase(wait.cases, run, reply, env, unknown);
    const isClear = fits(latest, false) && !others.some((other) => fits(other, true));
    return isClear
      ? { kind: 'request', request: latest.request }
      : { kind: 'ask', candidates: [latest, ...others].map(({ run }) => run) };
  }
  const next = expecting[0] ?? live.find(({ run }) => run.waitingFor === 'person');
  if (next) return { kind: 'request', request: next.request };
  const isAnyRunning = live.some(
    ({ run, wait, wasSentAfterQuestion: isYounger }) => run.waitingFor === null || (wait !== null && !isYounger),
  );
  return { kind: 'nobody', mayStartFlows: !isAnyRunning };
}
