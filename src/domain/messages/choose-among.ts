import type { OpenRun } from '../../db/open-runs';
import type { JsonObject } from '../../shared/json';
import { FlowDefinition, type StepOf } from '../flows/definition';
import { fitsCase } from '../flows/fits-case';
import { compileCondition, evaluateCondition } from '../flows/liquid/condition';
import type { LiquidEnv } from '../flows/liquid/env';
import { variablesOf } from '../flows/liquid/variables-of';
import { nextReplyWait } from '../flows/next-reply-wait';
import type { Reply } from './reply';
import type { Owner } from './whose-message';

type Waiting = { owner: Owner; run: OpenRun; wait: StepOf<'wait_for_reply'> };

/** `ask`: the customer is to say it, of these, the latest first. */
export type Chosen = { kind: 'request'; owner: Owner } | { kind: 'ask'; among: OpenRun[] } | { kind: 'nobody' };

/** What a condition can be told of here; what else it reads only the run itself knows. */
const KNOWN_HERE = ['reply', 'variables', 'object'];

/**
 * Whether a reply fits a case of the wait. A condition over what only the run knows counts as `unknown` says: nothing is
 * given to a request because of it, and nothing kept from another.
 */
function fits({ run, wait }: Waiting, reply: Reply, env: LiquidEnv, unknown: boolean): boolean {
  const scope: JsonObject = {
    reply,
    variables: run.variables,
    object: run.objectId === null ? null : { id: run.objectId },
  };
  const holds = (condition: string): boolean => {
    const compiled = compileCondition(condition);
    if (!compiled.ok || variablesOf(compiled).some(([root = '']) => !KNOWN_HERE.includes(root))) return unknown;
    const evaluated = evaluateCondition(condition, scope, env);
    return evaluated.ok && evaluated.value;
  };
  return wait.cases.some((each) => fitsCase(each, reply, holds));
}

/** The wait that a message is for, now or soon. */
function waitOf({ steps, step }: OpenRun): Waiting['wait'] | null {
  const parsed = FlowDefinition.shape.steps.safeParse(JSON.parse(steps));
  return parsed.success ? nextReplyWait(parsed.data, step) : null;
}

/**
 * Which of a customer's live requests a message answers that names none: the only one that waits for a reply; of several
 * the latest, if the reply fits one of its cases and no other's; else the customer is asked. Where none waits yet the
 * latest that soon will gets it, else one that a person looks after.
 */
export function chooseAmong(among: Owner[], runs: OpenRun[], reply: Reply, env: LiquidEnv): Chosen {
  const live = among.flatMap((owner) => {
    const run = runs.find(({ requestId }) => requestId === owner.requestId);
    return run ? [{ owner, run, wait: waitOf(run) }] : [];
  });
  const expecting = live.filter((each): each is Waiting => each.wait !== null);
  const [latest, ...others] = expecting.filter(({ run }) => run.waitingFor === 'reply');
  if (latest && others.length === 0) return { kind: 'request', owner: latest.owner };
  if (latest) {
    const clear = fits(latest, reply, env, false) && !others.some((other) => fits(other, reply, env, true));
    return clear
      ? { kind: 'request', owner: latest.owner }
      : { kind: 'ask', among: [latest, ...others].map(({ run }) => run) };
  }
  const next = expecting[0] ?? live.find(({ run }) => run.waitingFor === 'person');
  return next ? { kind: 'request', owner: next.owner } : { kind: 'nobody' };
}
