import type { RunProgress } from '../../../db/run-statements';
import type { JsonObject, JsonValue } from '../../../shared/json';
import { formatInstant } from '../../../shared/time-zone';
import { evaluateCondition } from '../../liquid/condition';
import type { LiquidEnv } from '../../liquid/env';
import { renderLiquid } from '../../liquid/render';
import type { Reply } from '../../messages/reply';
import type { FlowDefinition, Step } from '../definition/definition';
import { type Effects, StepFailed, type StepIteration } from './effects';

/** What a run is about, besides its definition. */
export type RunInput = {
  request: { request_id: string; flow: string; user_key: string; object: { type: string; id: string } | null };
  variables: JsonObject;
  store: { id_store: string; name: string };
  timeZone: string;
  currency: string;
  startedAt: number;
  /** The customer's message that started the flow, where one did. */
  reply?: Reply | undefined;
};

/** A run as the steps see it: what they read, what they may do, and what they have changed since the last effect. */
export type Run = {
  definition: FlowDefinition;
  effects: Effects;
  input: RunInput;
  at: StepIteration;
  now: number;
  variables: JsonObject;
  saved: JsonObject;
  progress: RunProgress;
  /** The last message that was sent, and where to go should it turn out later that it was not delivered. */
  lastSend: (StepIteration & { onFailed: string | undefined }) | null;
  /** Whether a wait ended without an answer since the last one: what is sent now reminds of its question. */
  isReminder: boolean;
  /** The currencies of amounts that `set` put into variables, by name, with the value that each is of. */
  currencies: Map<string, { value: JsonValue; currency: string | null }>;
};

export const emptyProgress = (): RunProgress => ({ completedSteps: [], patch: {} });

/** Hands over what changed since the last effect; the effect that gets it writes it. */
export function takeProgress(run: Run): RunProgress {
  const { progress } = run;
  run.progress = emptyProgress();
  return progress;
}

/** What Liquid sees. */
export const scopeOf = (run: Run): JsonObject => ({
  ...run.saved,
  request: run.input.request,
  object: run.input.request.object,
  variables: run.variables,
  store: run.input.store,
  user: { user_key: run.input.request.user_key },
  now: formatInstant(run.now, run.input.timeZone),
});

const liquidEnv = ({ input, variables, currencies }: Run): LiquidEnv => ({
  locale: 'it-IT',
  zone: input.timeZone,
  currency: input.currency,
  currencyOf: (object, name) => {
    const set = object === variables && typeof name === 'string' ? currencies.get(name) : undefined;
    // The merchant may have written another value since.
    return set && set.value === variables[name as string] ? set.currency : undefined;
  },
});

/** Renders a text and says in which currency the amounts are that it read; fails the step with the renderer's code. */
export function renderWithCurrency(run: Run, text: string): { text: string; currency: string | null | undefined } {
  const rendered = renderLiquid(text, scopeOf(run), liquidEnv(run));
  if (!rendered.ok) throw new StepFailed(rendered.code, rendered.message);
  return rendered;
}

/** Renders a text; fails the step with the renderer's code, `template_limit` among them. */
export const render = (run: Run, text: string): string => renderWithCurrency(run, text).text;

/** Renders every string in a JSON value; what is no string stays as it is. */
export function renderDeep(run: Run, value: JsonValue): JsonValue {
  if (typeof value === 'string') return render(run, value);
  if (Array.isArray(value)) return value.map((item) => renderDeep(run, item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderDeep(run, item ?? null)]));
}

/** Whether a condition holds now. */
export function conditionHolds(run: Run, condition: string): boolean {
  const evaluated = evaluateCondition(condition, scopeOf(run), liquidEnv(run));
  if (!evaluated.ok) throw new StepFailed(evaluated.code, evaluated.message);
  return evaluated.value;
}

const MAX_TYPE_LENGTH = 64;
const MAX_ID_LENGTH = 255;

/** A step's own object; what renders to nothing, or to more than an id may have, names none. */
function renderObjectRef(run: Run, object: { type: string; id: string }): { type: string; id: string } {
  const [type, id] = [render(run, object.type).trim(), render(run, object.id).trim()];
  if (type === '' || id === '') throw new StepFailed('no_object', "The step's object has no type or no id");
  if (type.length <= MAX_TYPE_LENGTH && id.length <= MAX_ID_LENGTH) return { type, id };
  throw new StepFailed(
    'no_object',
    `An object's type has ${MAX_TYPE_LENGTH} characters at most, its id ${MAX_ID_LENGTH}`,
  );
}

/** The object that a step speaks of: its own, else the request's. */
export function objectOfStep(run: Run, step: Extract<Step, { object?: unknown }>): { type: string; id: string } {
  if (step.object) return renderObjectRef(run, step.object);
  const { object } = run.input.request;
  if (!object) throw new StepFailed('no_object', 'The request has no object and the step names none');
  return object;
}
