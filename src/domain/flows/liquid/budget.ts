import { Context } from 'liquidjs';
import type { LiquidEnv } from './env';

/*
 * Counts, never the clock: in production it stands still while code runs, so liquidjs's own renderLimit cannot fire.
 */
const MOST_NODES = 10_000;
const MOST_ITERATIONS = 1_000;
export const MOST_OUTPUT = 65_536;
/** What filters and ranges may allocate in one rendering, in characters and elements as liquidjs counts them. */
const MOST_MEMORY = 200_000;

/** A rendering that would take more than a template may. */
export class OverBudget extends Error {}

const counter = (most: number, what: string) => {
  let used = 0;
  return (count: unknown = 1): void => {
    // A filter's argument comes as the template gave it: a text counts as the number it holds.
    used += Math.max(Number(count), 0);
    if (!(used <= most)) throw new OverBudget(`a rendering may take ${most} ${what}`);
  };
};

/** A context of liquidjs that carries its counters and the account's settings for the filters. */
export class BoundedContext extends Context {
  readonly iterate = counter(MOST_ITERATIONS, 'iterations');

  constructor(
    scope: object,
    opts: ConstructorParameters<typeof Context>[1],
    readonly env: LiquidEnv,
  ) {
    const node = counter(MOST_NODES, 'nodes');
    const allocate = counter(MOST_MEMORY, 'characters in between');
    // liquidjs asks renderLimit before each node and memoryLimit before each allocation; it takes any object of that form.
    const limits = {
      renderLimit: { check: () => node(), use: () => undefined },
      memoryLimit: { use: (count: number) => allocate(count), check: () => undefined },
    };
    super(scope, opts, { sync: true, ownPropertyOnly: true }, limits as never);
  }
}

/** Collects a rendering's text up to 64 KiB. */
export class BoundedEmitter {
  buffer = '';

  /** liquidjs has made text of everything but numbers, booleans, arrays and objects by now. */
  write(html: unknown): void {
    if (html !== null && html !== undefined) this.buffer += typeof html === 'string' ? html : JSON.stringify(html);
    if (this.buffer.length > MOST_OUTPUT) throw new OverBudget(`a rendering may be ${MOST_OUTPUT} characters long`);
  }
}
