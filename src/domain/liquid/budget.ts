import { Context, Drop } from 'liquidjs';
import type { LiquidEnv } from './env';
import { traceCurrency } from './trace-currency';

/*
 * The limits are counts, not times: in production the clock stands still while code runs, so liquidjs's own renderLimit
 * cannot fire.
 */
const MAX_NODES = 10_000;
const MAX_ITERATIONS = 1_000;
/** Operands, operators, filters and members of paths: a single node may have thousands. */
const MAX_VALUES = 50_000;
/** What filters, ranges, comparisons and loops may process in one rendering, in units of `CHARACTERS_PER_UNIT`. */
const MAX_MEMORY = 300_000;
const MAX_OUTPUT = 65_536;
const MAX_ARRAY_LENGTH = 1_000;
/** An element of an array costs as much as this many characters of a text. */
const CHARACTERS_PER_UNIT = 16;
const LOOP_MEMBERS = ['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length', 'name'];

/** Thrown when a rendering exceeds a limit. */
export class BudgetExceeded extends Error {}

const counter = (max: number, unit: string) => {
  let used = 0;
  return (count: unknown = 1): void => {
    // liquidjs passes arguments of filters as they are written: a text counts as its number, anything else as 0.
    const cost = Number(count);
    if (cost > 0) used += cost;
    if (used > max) throw new BudgetExceeded(`a rendering may take at most ${max} ${unit}`);
  };
};

const newBudget = () => ({
  node: counter(MAX_NODES, 'nodes'),
  iterate: counter(MAX_ITERATIONS, 'iterations'),
  evaluate: counter(MAX_VALUES, 'values'),
  allocate: counter(MAX_MEMORY, 'units of intermediate text'),
});

/** Returns what comparing a value or looping over it costs. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / CHARACTERS_PER_UNIT;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** Returns what searching a text costs at worst: a text crafted for it takes V8 the product of both lengths. */
export const searchCost = (within: unknown, sought: unknown): number =>
  typeof within === 'string' && typeof sought === 'string' ? (within.length * sought.length) / 1_024 : 0;

/** Returns the length of a value as text. Stops at 64 KiB: an array may repeat one long text a thousand times. */
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

/** liquidjs's context with the counters of the rendering and the account's settings for the filters. */
export class BoundedContext extends Context {
  readonly env: LiquidEnv;
  readonly budget: ReturnType<typeof newBudget>;
  readonly currency = traceCurrency();
  private beginsPath = false;

  constructor(scope: object, opts: ConstructorParameters<typeof Context>[1], env: LiquidEnv, budget = newBudget()) {
    // liquidjs calls renderLimit before each node and memoryLimit before each allocation.
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
    // oxlint-disable-next-line no-underscore-dangle
    return super._get(paths);
  }

  /** liquidjs would call any method of its own drops by name (`forloop.constructor`): only a loop's members are read. */
  override readProperty(...[from, key]: Parameters<Context['readProperty']>): unknown {
    this.budget.evaluate();
    // The first object of a path is the scope, where `currency` is a variable like any other.
    if (!this.beginsPath) this.currency.read(from, this.env.currencyOf?.(from, key));
    this.beginsPath = false;
    if (from instanceof Drop && !(typeof key === 'string' && LOOP_MEMBERS.includes(key))) return undefined;
    if (key === 'size' && !Array.isArray(from)) this.budget.allocate(sizeOf(from));
    return super.readProperty(from, key);
  }

  /** `where` reads each element in a context of its own, which shares the counters. */
  override spawn(scope: object = {}): BoundedContext {
    return new BoundedContext(scope, this.opts, this.env, this.budget);
  }

  /** Charges a filter for its input. Refuses an array over 64 KiB as text before a filter turns it into text. */
  chargeInput(value: unknown): void {
    if (typeof value === 'string') this.budget.allocate(sizeOf(value));
    if (!Array.isArray(value)) return;
    this.budget.allocate(value.length);
    const length = textLength(value);
    this.budget.allocate(length / CHARACTERS_PER_UNIT);
    if (length > MAX_OUTPUT) throw new BudgetExceeded(`a list may have at most ${MAX_OUTPUT} characters as text`);
  }

  /** Refuses the output of a filter over 64 KiB or 1,000 elements. */
  checkOutput(value: unknown): void {
    if (typeof value === 'string' && value.length > MAX_OUTPUT) {
      throw new BudgetExceeded(`an intermediate text may have at most ${MAX_OUTPUT} characters`);
    }
    if (Array.isArray(value) && value.length > MAX_ARRAY_LENGTH) {
      throw new BudgetExceeded(`an intermediate list may have at most ${MAX_ARRAY_LENGTH} elements`);
    }
  }

  /** Returns a value as JSON, charged member by member: it may repeat one long text a thousand times. */
  toJson(value: unknown): string {
    const replacer = (key: string, each: unknown) => {
      this.budget.allocate(key.length + (typeof each === 'string' ? each.length : 1));
      return each;
    };
    // JSON.stringify returns undefined for a value that JSON does not have; its type says otherwise.
    const json: unknown = JSON.stringify(value, replacer);
    return typeof json === 'string' ? json : '';
  }
}

/** Collects the text of a rendering, up to 64 KiB. */
export class BoundedEmitter {
  buffer = '';

  private readonly context: BoundedContext;

  constructor(context: BoundedContext) {
    this.context = context;
  }

  /** Takes what liquidjs has not turned into text: numbers, booleans, arrays and objects. */
  write(html: unknown): void {
    if (html !== null && html !== undefined) this.buffer += typeof html === 'string' ? html : this.context.toJson(html);
    if (this.buffer.length > MAX_OUTPUT)
      throw new BudgetExceeded(`a rendering may have at most ${MAX_OUTPUT} characters`);
  }
}
