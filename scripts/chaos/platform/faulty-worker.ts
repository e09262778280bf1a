import worker, {
  ChannelRate as RealChannelRate,
  FlowRun as RealFlowRun,
  StoreRate as RealStoreRate,
} from '../../../src/index';
import { type ChaosEnv, faultyCall, faultyEnv } from './faulty-env.ts';

/* The Worker as it is, on a platform that fails: `wrangler dev scripts/chaos/platform/faulty-worker.ts`. */

export class FlowRun extends RealFlowRun {
  constructor(ctx: ExecutionContext, env: ChaosEnv) {
    super(ctx, faultyEnv(env));
  }
}

export class StoreRate extends RealStoreRate {
  private readonly faulty;

  constructor(ctx: DurableObjectState, env: ChaosEnv) {
    super(ctx, env);
    this.faulty = faultyCall(env);
  }

  override reserve(ask: Parameters<RealStoreRate['reserve']>[0]): ReturnType<RealStoreRate['reserve']> {
    return this.faulty('durable_object', () => super.reserve(ask));
  }

  override report(told: Parameters<RealStoreRate['report']>[0]): Promise<void> {
    return this.faulty('durable_object', () => super.report(told));
  }

  override takePoints(ask: Parameters<RealStoreRate['takePoints']>[0]): Promise<number> {
    return this.faulty('durable_object', () => super.takePoints(ask));
  }

  override tellPoints(told: Parameters<RealStoreRate['tellPoints']>[0]): Promise<void> {
    return this.faulty('durable_object', () => super.tellPoints(told));
  }
}

export class ChannelRate extends RealChannelRate {
  private readonly faulty;

  constructor(ctx: DurableObjectState, env: ChaosEnv) {
    super(ctx, env);
    this.faulty = faultyCall(env);
  }

  override reserve(ask: Parameters<RealChannelRate['reserve']>[0]): Promise<number> {
    return this.faulty('durable_object', () => super.reserve(ask));
  }

  override slowDown(told: Parameters<RealChannelRate['slowDown']>[0]): Promise<void> {
    return this.faulty('durable_object', () => super.slowDown(told));
  }
}

export default {
  fetch: (request, env, ctx) => worker.fetch(request, faultyEnv(env), ctx),
  queue: (batch, env, ctx) => worker.queue(batch, faultyEnv(env), ctx),
  scheduled: (controller, env) => worker.scheduled(controller, faultyEnv(env)),
} satisfies ExportedHandler<ChaosEnv>;
