import { type FaultyCall, faultyCalls } from './faulty-calls.ts';
import { faultyD1 } from './faulty-d1.ts';

export type ChaosEnv = Cloudflare.Env & {
  /** Of a thousand calls so many fail. */
  CHAOS_PER_MILLE: string;
  CHAOS_SEED: string;
};

let faulty: FaultyCall | undefined;

/** One sequence of failures for the whole process. */
export function faultyCall(env: ChaosEnv): FaultyCall {
  faulty ??= faultyCalls({ seed: Number(env.CHAOS_SEED), share: Number(env.CHAOS_PER_MILLE) / 1_000 });
  return faulty;
}

const faultyQueue = <Body>(queue: Queue<Body>, call: FaultyCall) =>
  ({
    send: (...ask: Parameters<Queue<Body>['send']>) => call('queue', () => queue.send(...ask)),
    sendBatch: (...ask: Parameters<Queue<Body>['sendBatch']>) => call('queue', () => queue.sendBatch(...ask)),
  }) as Queue<Body>;

const faultyBucket = (bucket: R2Bucket, call: FaultyCall) =>
  ({
    put: (...ask: Parameters<R2Bucket['put']>) => call('r2', () => bucket.put(...ask)),
    get: (key: string) => call('r2', () => bucket.get(key)),
    delete: (keys: string | string[]) => call('r2', () => bucket.delete(keys)),
  }) as R2Bucket;

const faultyWorkflow = (workflow: Env['FLOW_RUN'], call: FaultyCall) =>
  ({
    createBatch: (...ask: Parameters<Env['FLOW_RUN']['createBatch']>) =>
      call('workflow', () => workflow.createBatch(...ask)),
    get: (id: string) => call('workflow', () => workflow.get(id)),
  }) as Env['FLOW_RUN'];

const made = new WeakMap<object, Env>();

/** The bindings, of which a share of the calls fails; the same object for the same environment, as settings are kept by it. */
export function faultyEnv(env: ChaosEnv): Env {
  const known = made.get(env);
  if (known) return known;
  const call = faultyCall(env);
  const wrapped: Env = {
    ...env,
    DB: faultyD1(env.DB, call),
    INBOUND: faultyQueue(env.INBOUND, call),
    PUSHES: faultyQueue(env.PUSHES, call),
    FILES: faultyBucket(env.FILES, call),
    FLOW_RUN: faultyWorkflow(env.FLOW_RUN, call),
  };
  made.set(env, wrapped);
  return wrapped;
}
