import { Scenario } from '../../../domain/simulation/scenario';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { isJsonObject } from '../../../shared/json/json';
import { parseJson } from '../../../shared/json/parse-json';
import { type ExampleOrder, exampleObjects, exampleOrder, exampleStart, ORDER_FIELDS } from '../preview/example-order';

/** When the customer answers; `never` lets the wait end. */
export const REPLY_TIMES = { now: 60_000, later: 7_200_000 } as const;
export type ReplyTime = keyof typeof REPLY_TIMES;

const MAX_REPLIES = 30;
const MAX_FIELD = 200;
/** The year 2100. */
const MAX_INSTANT = 4_102_444_800_000;

/** A simulated chat: the order, what the customer has said, and from when on the flow asks what the customer does next. */
export type SimulatorState = {
  order: ExampleOrder;
  start: number;
  replies: JsonObject[];
  pausesFrom: number;
  when: ReplyTime;
};

export function newSimulator(definition: JsonObject, now: number, zone: string): SimulatorState {
  const start = exampleStart(now, zone);
  return { order: exampleOrder(definition), start, replies: [], pausesFrom: start, when: 'now' };
}

function readOrder(form: URLSearchParams, initial: ExampleOrder): ExampleOrder {
  const fields = ORDER_FIELDS.map((name) => [name, (form.get(name) ?? initial[name]).trim().slice(0, MAX_FIELD)]);
  return { ...initial, ...Object.fromEntries(fields), payment: form.get('payment') === 'cod' ? 'cod' : 'paid' };
}

function readInstant(form: URLSearchParams, name: string): number {
  const ms = Number(form.get(name));
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > MAX_INSTANT) throw new AppError('form_unreadable');
  return ms;
}

/** Reads the chat so far. Fails with form_unreadable for a form that no page has made. */
export function readSimulator(form: URLSearchParams, definition: JsonObject): SimulatorState {
  const replies = form.getAll('reply').map((text) => {
    const parsed = parseJson(text);
    if (!parsed.ok || !isJsonObject(parsed.value)) throw new AppError('form_unreadable');
    return parsed.value;
  });
  return {
    order: readOrder(form, exampleOrder(definition)),
    start: readInstant(form, 'start'),
    replies,
    pausesFrom: readInstant(form, 'pauses_from'),
    when: form.get('when') === 'later' ? 'later' : 'now',
  };
}

/** Starts the chat again with the order as it was typed. */
export const restarted = ({ order, start, when }: SimulatorState): SimulatorState => ({
  order,
  start,
  when,
  replies: [],
  pausesFrom: start,
});

/** Lets the customer do something at a wait of the run; without `reply` they never answer it. */
export function withReply(state: SimulatorState, pausedAt: number, reply: JsonObject | null): SimulatorState {
  if (reply === null) return { ...state, pausesFrom: pausedAt + 1 };
  if (state.replies.length >= MAX_REPLIES) return state;
  const at = pausedAt + REPLY_TIMES[state.when];
  return { ...state, replies: [...state.replies, { ...reply, at: new Date(at).toISOString() }], pausesFrom: at };
}

/** Returns what is simulated. Fails with form_unreadable. */
export function scenarioOf({ order, start, replies }: SimulatorState, definition: JsonObject): Scenario {
  const objects = exampleObjects(definition, order);
  const parsed = Scenario.safeParse({ ...objects, replies, now: new Date(start).toISOString() });
  if (!parsed.success) throw new AppError('form_unreadable');
  return parsed.data;
}
