import { seededRandom } from '../../local/seeded-random.ts';

export type ChaosEnv = Cloudflare.Env & {
  /** How many of a thousand calls fail. */
  CHAOS_PER_MILLE: string;
  CHAOS_SEED: string;
};

/** The platform's own error messages. */
const MESSAGES = {
  d1: 'D1_ERROR: Network connection lost.',
  queue: 'Queue sendBatch failed: Internal Server Error',
  r2: 'put: We encountered an internal error. Please try again. (10001)',
  workflow: 'WorkflowInternalError: Attempt failed due to internal workflows error',
  durable_object: 'Durable Object reset because its code was updated.',
};
type FaultyCall = <Result>(what: keyof typeof MESSAGES, call: () => Promise<Result>) => Promise<Result>;

/**
 * Fails a share of calls: half of them before the call, half after it, so that the response is lost. Each
 * failure logs one line, `{"chaos": "<what> before"}` or `after`.
 */
function makeFaultyCall(seed: number, share: number): FaultyCall {
  const random = seededRandom(seed);
  return async (what, call) => {
    if (random() >= share) return call();
    const when = random() < 0.5 ? 'before' : 'after';
    console.log(JSON.stringify({ chaos: `${what} ${when}` }));
    if (when === 'after') await call();
    throw new Error(MESSAGES[what]);
  };
}

let shared: FaultyCall | undefined;

/** Returns the one sequence of failures of this process. */
export const faultyCall = (env: ChaosEnv): FaultyCall =>
  (shared ??= makeFaultyCall(Number(env.CHAOS_SEED), Number(env.CHAOS_PER_MILLE) / 1_000));

/** Wraps these methods of a binding, which has no others for the Worker. */
function faulty<Binding extends object>(
  what: keyof typeof MESSAGES,
  call: FaultyCall,
  binding: Binding,
  methods: (keyof Binding & string)[],
): Binding {
  const inner = binding as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const wrapped = methods.map((name) => [name, (...args: unknown[]) => call(what, () => inner[name]!(...args))]);
  return Object.fromEntries(wrapped) as Binding;
}

/** Maps each wrapped statement to the real one: D1's batch accepts only real statements. */
const realOf = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function faultyStatement(inner: D1PreparedStatement, call: FaultyCall): D1PreparedStatement {
  const statement = Object.assign(faulty('d1', call, inner, ['all', 'run', 'raw', 'first']), {
    bind: (...values: unknown[]) => faultyStatement(inner.bind(...values), call),
  });
  realOf.set(statement, inner);
  return statement;
}

const faultyQueries = (inner: D1Database | D1DatabaseSession, call: FaultyCall) => ({
  prepare: (query: string) => faultyStatement(inner.prepare(query), call),
  batch: (statements: D1PreparedStatement[]) =>
    call('d1', () => inner.batch(statements.map((statement) => realOf.get(statement) ?? statement))),
});

/** Returns D1 with a share of failing calls, also through its sessions. */
const faultyD1 = (inner: D1Database, call: FaultyCall): D1Database =>
  ({
    ...faultyQueries(inner, call),
    withSession(start?: string) {
      const session = inner.withSession(start);
      return { ...faultyQueries(session, call), getBookmark: () => session.getBookmark() };
    },
  }) as D1Database;

const made = new WeakMap<object, Env>();

/** Returns the bindings with a share of failing calls; the same object for the same environment, as settings are cached by it. */
export function faultyEnv(env: ChaosEnv): Env {
  const known = made.get(env);
  if (known) return known;
  const call = faultyCall(env);
  const wrapped: Env = {
    ...env,
    DB: faultyD1(env.DB, call),
    INBOUND: faulty('queue', call, env.INBOUND, ['send', 'sendBatch']),
    PUSHES: faulty('queue', call, env.PUSHES, ['send', 'sendBatch']),
    FILES: faulty('r2', call, env.FILES, ['put', 'get', 'delete']),
    FLOW_RUN: faulty('workflow', call, env.FLOW_RUN, ['createBatch', 'get']),
  };
  made.set(env, wrapped);
  return wrapped;
}
