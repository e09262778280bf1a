import worker, {
  ChannelRate as RealChannelRate,
  FlowRun as RealFlowRun,
  StoreRate as RealStoreRate,
} from '../../../src/index';
import { type ChaosEnv, faultyCall, faultyEnv } from './faulty-bindings.ts';

/* The unchanged Worker on a platform that fails: `wrangler dev scripts/chaos/platform/faulty-worker.ts`. */

export class FlowRun extends RealFlowRun {
  constructor(ctx: ExecutionContext, env: ChaosEnv) {
    super(ctx, faultyEnv(env));
  }
}

type ObjectClass = new (...args: any[]) => object;

/** Returns a subclass of a Durable Object that fails some calls of these methods. RPC finds only methods of the prototype. */
function faultyObject<Class extends ObjectClass>(Real: Class, methods: (keyof InstanceType<Class> & string)[]): Class {
  const Faulty = class extends Real {};
  for (const method of methods) {
    Object.defineProperty(Faulty.prototype, method, {
      value(this: { env: ChaosEnv }, ...args: unknown[]) {
        return faultyCall(this.env)('durable_object', async () => Real.prototype[method].apply(this, args));
      },
    });
  }
  return Faulty;
}

export const StoreRate = faultyObject(RealStoreRate, ['reserve', 'report', 'takePoints', 'tellPoints']);
export const ChannelRate = faultyObject(RealChannelRate, ['reserve', 'slowDown']);

export default {
  fetch: (request, env, ctx) => worker.fetch(request, faultyEnv(env), ctx),
  queue: (batch, env, ctx) => worker.queue(batch, faultyEnv(env), ctx),
  scheduled: (controller, env) => worker.scheduled(controller, faultyEnv(env)),
} satisfies ExportedHandler<ChaosEnv>;
