import { Context, Drop } from 'liquidjs';
import type { LiquidEnv } from './env';
import { traceCurrency } from './trace-currency';

/*
 * Counts, never the clock: in production it stands still while code runs, so liquidjs's own renderLimit cannot fire.
 */
const MAX_NODES = 10_000;
const MAX_ITERATIONS = 1_000;
/** Operands, operators, filters and steps of a path: a single node may hold thousands. */
const MAX_VALUES = 50_000;
/** What filters, ranges, comparisons and loops may go through in one rendering, in characters and elements. */
const MAX_MEMORY = 300_000;
export const MAX_OUTPUT = 65_536;
const MAX_ARRAY_LENGTH = 1_000;
/** Going through an array costs some hundred times what going through a text does. */
const CHARACTERS_PER_UNIT = 16;
const LOOP_MEMBERS = ['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length', 'name'];

/** A rendering that would take more than a template may. */
export class BudgetExceeded extends Error {}

const counter = (most: number, what: string) => {
  let used = 0;
  return (count: unknown = 1): void => {
    // A filter's argument comes as the template gave it: a text counts as the number it holds, what is none as nothing.
    const cost = Number(count);
    if (cost > 0) used += cost;
    if (used > most) throw new BudgetExceeded(`a rendering may take ${most} ${what}`);
  };
};

const newBudget = () => ({
  node: counter(MAX_NODES, 'nodes'),
  iterate: counter(MAX_ITERATIONS, 'iterations'),
  evaluate: counter(MAX_VALUES, 'values'),
  allocate: counter(MAX_MEMORY, 'characters in between'),
});

/** How much there is to go through in a value when it is compared or looped over. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / CHARACTERS_PER_UNIT;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** What looking for a text in a text may cost: V8 takes both lengths multiplied where a text is made for it. */
export const searchCost = (within: unknown, sought: unknown): number =>
  typeof within === 'string' && typeof sought === 'string' ? (within.length * sought.length) / 1_024 : 0;

/** The length of a value as text; one long text may stand in an array a thousand times, so it stops at 64 KiB. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return 16;
  let length = 0;
  for (const each of value) {
    length += textLength(each);
    if (length > MAX_OUTPUT) break;
  }
  return length;
}

/** A context of liquidjs that carries its counters and the account's settings for the filters. */
export class BoundedContext extends Context {
  readonly env: LiquidEnv;
  readonly budget: ReturnType<typeof newBudget>;
  readonly currency = traceCurrency();
  private beginsPath = false;

  constructor(scope: object, opts: ConstructorParameters<typeof Context>[1], env: LiquidEnv, budget = newBudget()) {
    // liquidjs asks renderLimit before each node and memoryLimit before each allocation; it takes any object of that form.
    const limits = {
      renderLimit: { check: () => this.beginNode(), use: () => undefined },
      memoryLimit: { use: budget.allocate, check: () => undefined },
    };
    super(scope, opts, { sync: true, ownPropertyOnly: true }, limits as never);
    this.env = env;
    this.budget = budget;
  }

  private beginNode(): void {
    this.budget.node();
    this.currency.beginNode();
  }

  override _get(paths: Parameters<Context['_get']>[0]): IterableIterator<unknown> {
    this.currency.beginPath(paths[0]);
    this.beginsPath = true;
    // The name is liquidjs's.
    // oxlint-disable-next-line no-underscore-dangle
    return super._get(paths);
  }

  /** liquidjs calls any method of its own drops (`forloop.constructor`) by name: only what a loop tells is read. */
  override readProperty(...[from, key]: Parameters<Context['readProperty']>): unknown {
    this.budget.evaluate();
    // The first object of a path is the scope itself, in which `currency` is a name like any other.
    if (!this.beginsPath) this.currency.read(from, this.env.currencyOf?.(from, key));
    this.beginsPath = false;
    if (from instanceof Drop && !(typeof key === 'string' && LOOP_MEMBERS.includes(key))) return undefined;
    if (key === 'size' && !Array.isArray(from)) this.budget.allocate(sizeOf(from));
    return super.readProperty(from, key);
  }

  /** `where` reads each element in a context of its own: it shares the counters. */
  override spawn(scope: object = {}): BoundedContext {
    return new BoundedContext(scope, this.opts, this.env, this.budget);
  }

  /** Charges a filter for what it is given; an array over 64 KiB as text is refused before a filter makes a text of it. */
  chargeInput(value: unknown): void {
    if (typeof value === 'string') this.budget.allocate(sizeOf(value));
    if (!Array.isArray(value)) return;
    this.budget.allocate(value.length);
    const length = textLength(value);
    this.budget.allocate(length / CHARACTERS_PER_UNIT);
    if (length > MAX_OUTPUT) throw new BudgetExceeded(`a list may be ${MAX_OUTPUT} characters long as text`);
  }

  /** Refuses what a filter made if it is over 64 KiB or 1,000 elements. */
  checkOutput(value: unknown): void {
    if (typeof value === 'string' && value.length > MAX_OUTPUT) {
      throw new BudgetExceeded(`a text in between may be ${MAX_OUTPUT} characters long`);
    }
    if (Array.isArray(value) && value.length > MAX_ARRAY_LENGTH) {
      throw new BudgetExceeded(`a list in between may have ${MAX_ARRAY_LENGTH} elements`);
    }
  }

  /** JSON of a value, charged member by member: one long text may stand in it a thousand times. */
  toJson(value: unknown): string {
    const replacer = (key: string, each: unknown) => {
      this.budget.allocate(key.length + (typeof each === 'string' ? each.length : 1));
      return each;
    };
    // JSON.stringify gives undefined for a value that JSON has not, which its type leaves out.
    const json: unknown = JSON.stringify(value, replacer);
    return typeof json === 'string' ? json : '';
  }
}

/** Collects a rendering's text up to 64 KiB. */
export class BoundedEmitter {
  buffer = '';

  private readonly context: BoundedContext;

  constructor(context: BoundedContext) {
    this.context = context;
  }

  /** liquidjs has made text of everything but numbers, booleans, arrays and objects by now. */
  write(html: unknown): void {
    if (html !== null && html !== undefined) this.buffer += typeof html === 'string' ? html : this.context.toJson(html);
    if (this.buffer.length > MAX_OUTPUT) throw new BudgetExceeded(`a rendering may be ${MAX_OUTPUT} characters long`);
  }
}
