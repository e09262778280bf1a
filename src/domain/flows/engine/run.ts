import type { RunProgress } from '../../../db/runs/run-statements';
import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { formatInstant } from '../../../shared/time/time-zone';
import type { ObjectRef } from '../../canonical-object';
import { evaluateCondition } from '../../liquid/condition';
import type { LiquidEnv } from '../../liquid/env';
import { renderLiquid } from '../../liquid/render';
import type { Reply } from '../../messages/reply';
import type { Effects } from './effects';
import { StepFailed } from './run-errors';
import type { SendWindow } from './send-window';
import type { FlowStep, StepIteration } from './step-iteration';

/** The facts that a run starts with. */
export type RunInput = {
  request: { request_id: string; flow: string; user_key: string; object: ObjectRef | null };
  variables: JsonObject;
  store: { id_store: string; name: string };
  timeZone: string;
  currency: string;
  startedAt: number;
  /** The customer's message that started the flow, if one did. */
  reply?: Reply | undefined;
  /** What else is known from the first step, such as the `shipment` that started the flow. */
  triggerFacts?: JsonObject | null;
};

/** A run, as a step's `execute` sees it: what it reads, its driver, and what changed since the last effect. */
export type Run = {
  sendWindow: SendWindow | undefined;
  /** The values of the flow's settings; null where it declares none. */
  settings: JsonObject | null;
  effects: Effects;
  input: RunInput;
  at: StepIteration;
  now: number;
  variables: JsonObject;
  saved: JsonObject;
  progress: RunProgress;
  /** The step below, and its iteration if the run goes on to it. */
  following: { step: FlowStep; iteration: number } | null;
  /** The last message sent, and the step to go to if its delivery fails later. */
  lastSend: (StepIteration & { onFailed: string | undefined }) | null;
  /** The address that the run last wrote to. */
  recipient: string | null;
  /** Whether the last wait ended without an answer: a message sent now is a reminder of its question. */
  isReminder: boolean;
  /** The currencies of amounts that `set` put into variables, by name, each with the value that it belongs to. */
  currencies: Map<string, { value: JsonValue; currency: string | null }>;
};

export const emptyProgress = (): RunProgress => ({ completedSteps: [], patch: {} });

export const isEmptyProgress = ({ completedSteps, patch }: RunProgress): boolean =>
  completedSteps.length === 0 && Object.keys(patch).length === 0;

/** Removes and returns what changed since the last effect; the next effect writes it. */
export function takeProgress(run: Run): RunProgress {
  const { progress } = run;
  run.progress = emptyProgress();
  return progress;
}

/** Returns the names that Liquid can read. */
const scopeOf = (run: Run): JsonObject => ({
  ...run.saved,
  // A flow without settings may have saved something under this name.
  ...(run.settings && { settings: run.settings }),
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
    const amount = object === variables && typeof name === 'string' ? currencies.get(name) : undefined;
    // The merchant may have set another value since.
    return amount && amount.value === variables[name as string] ? amount.currency : undefined;
  },
});

/** Renders a text and returns the currency of the amounts that it read. Fails the step with the renderer's code. */
export function renderWithCurrency(run: Run, text: string): { text: string; currency: string | null | undefined } {
  const rendered = renderLiquid(text, scopeOf(run), liquidEnv(run));
  if (!rendered.ok) throw new StepFailed(rendered.code, rendered.message);
  return rendered;
}

/** Renders a text. Fails the step with the renderer's code, such as `template_limit`. */
export const render = (run: Run, text: string): string => renderWithCurrency(run, text).text;

/** Renders every string in a JSON value. */
export function renderDeep(run: Run, value: JsonValue): JsonValue {
  if (typeof value === 'string') return render(run, value);
  if (Array.isArray(value)) return value.map((item) => renderDeep(run, item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderDeep(run, item ?? null)]));
}

/** Evaluates a condition. Fails the step with the evaluation's code. */
export function conditionHolds(run: Run, condition: string): boolean {
  const evaluated = evaluateCondition(condition, scopeOf(run), liquidEnv(run));
  if (!evaluated.ok) throw new StepFailed(evaluated.code, evaluated.message);
  return evaluated.value;
}

const MAX_TYPE_LENGTH = 64;
const MAX_ID_LENGTH = 255;

/** Renders the object that a step names. Fails with `no_object` where its type or id is empty or too long. */
function renderObjectRef(run: Run, object: ObjectRef): ObjectRef {
  const [type, id] = [render(run, object.type).trim(), render(run, object.id).trim()];
  if (type === '' || id === '') throw new StepFailed('no_object', "The step's object has no type or no id");
  if (type.length <= MAX_TYPE_LENGTH && id.length <= MAX_ID_LENGTH) return { type, id };
  throw new StepFailed(
    'no_object',
    `An object's type has ${MAX_TYPE_LENGTH} characters at most, its id ${MAX_ID_LENGTH}`,
  );
}

/** Returns the object of a step: its own, or else the request's. Fails with `no_object` where there is none. */
export function objectOfStep(run: Run, step: { object?: ObjectRef | undefined }): ObjectRef {
  if (step.object) return renderObjectRef(run, step.object);
  const { object } = run.input.request;
  if (!object) throw new StepFailed('no_object', 'The request has no object and the step names none');
  return object;
}
