import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import worker from '../../src/index';

export type CallCost = { roundTrips: number; statements: number; queueSends: number };

/** Wraps D1 and the queues to count the cost of a call. A batch or a single statement is one round trip. */
function countingEnv(counts: CallCost): Env {
  const statement = (inner: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(inner, {
      get(target, name: string) {
        if (name === 'bind') return (...values: unknown[]) => statement(target.bind(...values));
        if (name === 'run' || name === 'all' || name === 'first' || name === 'raw') {
          return (...args: []) => {
            counts.roundTrips += 1;
            counts.statements += 1;
            return (target[name] as (...args: []) => unknown).apply(target, args);
          };
        }
        return Reflect.get(target, name);
      },
    });
  const originals = new WeakMap<object, D1PreparedStatement>();
  const database = <Target extends D1Database | D1DatabaseSession>(inner: Target): Target =>
    new Proxy(inner, {
      get(target, name: string) {
        if (name === 'prepare') {
          return (query: string) => {
            const wrap = (made: D1PreparedStatement): D1PreparedStatement => {
              const wrapped = new Proxy(statement(made), {
                get: (_, member: keyof D1PreparedStatement) =>
                  member === 'bind'
                    ? (...values: unknown[]) => wrap(made.bind(...values))
                    : Reflect.get(statement(made), member),
              });
              originals.set(wrapped, made);
              return wrapped;
            };
            return wrap(target.prepare(query));
          };
        }
        if (name === 'batch') {
          return (statements: D1PreparedStatement[]) => {
            counts.roundTrips += 1;
            counts.statements += statements.length;
            return target.batch(statements.map((one) => originals.get(one) ?? one));
          };
        }
        if (name === 'withSession') {
          return (constraint?: string) => database((target as D1Database).withSession(constraint));
        }
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const queue = (inner: Queue): Queue =>
    new Proxy(inner, {
      get(target, name: string) {
        if (name !== 'send' && name !== 'sendBatch') return Reflect.get(target, name);
        return (...args: unknown[]) => {
          counts.queueSends += 1;
          return (target as any)[name](...args);
        };
      },
    });
  // Without a second database, no directory is queried.
  const { DB_1: _, ...single } = env;
  return { ...single, DB: database(env.DB), INBOUND: queue(env.INBOUND), PUSHES: queue(env.PUSHES) };
}

/** Calls the Worker and returns the cost up to its response. `overrides` replaces bindings. */
export async function measureCall(
  request: Request,
  overrides: Partial<Env> = {},
): Promise<{ response: Response; counts: CallCost }> {
  const counts: CallCost = { roundTrips: 0, statements: 0, queueSends: 0 };
  const context = createExecutionContext();
  const response = await worker.fetch(request, { ...countingEnv(counts), ...overrides }, context);
  const untilResponse = { ...counts };
  await waitOnExecutionContext(context);
  return { response, counts: untilResponse };
}

/** Delivers a batch of a queue to the Worker and returns the cost. Fails if a message is retried. */
export async function measureBatch(queue: string, bodies: unknown[]): Promise<CallCost> {
  const counts: CallCost = { roundTrips: 0, statements: 0, queueSends: 0 };
  const context = createExecutionContext();
  const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch(queue, messages);
  await worker.queue(batch, countingEnv(counts), context);
  const { retryMessages, explicitAcks } = await getQueueResult(batch, context);
  if (retryMessages.length > 0 || explicitAcks.length < bodies.length) throw new Error('The batch was not applied');
  return counts;
}
