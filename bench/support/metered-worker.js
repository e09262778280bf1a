import { env } from 'cloudflare:workers';
import * as built from './index.js';

/*
 * The built Worker with a meter around everything that Cloudflare bills or limits: GET /__meter returns the counts of the
 * isolate. D1 is metered where its answers arrive, as only they hold the row counts of a `raw` statement.
 * PUT /__ahead?ms= moves the clock ahead.
 */
const clock = Date.now.bind(Date);
let aheadMs = 0;
Date.now = () => clock() + aheadMs;

const meter = {
  requests: 0,
  d1_round_trips: 0,
  d1_statements: 0,
  d1_rows_read: 0,
  d1_rows_written: 0,
  /** The duration that D1 reports, in µs. */
  d1_us: 0,
  queue_sent: 0,
  queue_taken: 0,
  queue_batches: 0,
  object_calls: 0,
  object_rows_read: 0,
  object_rows_written: 0,
  runs_created: 0,
  runs_ended: 0,
  run_steps: 0,
  bucket_writes: 0,
  bucket_reads: 0,
  calls_out: 0,
};

/** Returns the prototype that owns a method, so that it is wrapped for all objects of the class. */
function ownerOf(object, method) {
  let owner = object;
  while (!Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner);
  return owner;
}

function wrap(object, method, replacement) {
  const owner = ownerOf(object, method);
  const inner = owner[method];
  owner[method] = function metered(...args) {
    return replacement(args, () => inner.apply(this, args));
  };
}

const count = (object, method, name, size = () => 1) =>
  wrap(object, method, (args, call) => {
    meter[name] += size(...args);
    return call();
  });

wrap(env.DB.withSession(), '_sendOrThrow', async (_args, call) => {
  meter.d1_round_trips += 1;
  const answer = await call();
  for (const { meta } of [answer].flat()) {
    meter.d1_statements += 1;
    meter.d1_rows_read += meta.rows_read;
    meter.d1_rows_written += meta.rows_written;
    meter.d1_us += Math.round(meta.duration * 1_000);
  }
  return answer;
});
count(env.PUSHES, 'send', 'queue_sent');
count(env.PUSHES, 'sendBatch', 'queue_sent', (messages) => [...messages].length);
count(env.FLOW_RUN, 'createBatch', 'runs_created', (runs) => runs.length);
count(env.FILES, 'put', 'bucket_writes');
count(env.FILES, 'get', 'bucket_reads');
count(globalThis, 'fetch', 'calls_out');

let kvIsMetered = false;
function meterKv(kv) {
  if (kvIsMetered) return;
  kvIsMetered = true;
  count(kv, 'get', 'object_rows_read');
  count(kv, 'put', 'object_rows_written');
  count(kv, 'delete', 'object_rows_written');
  wrap(kv, 'list', (_args, call) => {
    const rows = [...call()];
    meter.object_rows_read += rows.length;
    return rows;
  });
}

function metered(Class, methods) {
  const Metered = class extends Class {
    constructor(ctx, bindings) {
      super(ctx, bindings);
      meterKv(ctx.storage.kv);
    }
  };
  for (const method of methods) {
    Metered.prototype[method] = function call(...args) {
      meter.object_calls += 1;
      return Class.prototype[method].apply(this, args);
    };
  }
  return Metered;
}

export const StoreRate = metered(built.StoreRate, ['reserve', 'report', 'takePoints', 'tellPoints']);
export const ChannelRate = metered(built.ChannelRate, ['reserve', 'slowDown']);

export class FlowRun extends built.FlowRun {
  async run(event, step) {
    const counted =
      (method) =>
      (...args) => {
        meter.run_steps += 1;
        return step[method](...args);
      };
    const steps = { do: counted('do'), waitForEvent: counted('waitForEvent') };
    try {
      return await super.run(event, steps);
    } finally {
      meter.runs_ended += 1;
      console.log(JSON.stringify({ event: 'run_ended' }));
    }
  }
}

export default {
  fetch(request, bindings, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/__meter') return Response.json(meter);
    if (pathname === '/__ahead') {
      aheadMs = Number(searchParams.get('ms'));
      return Response.json({ ahead_ms: aheadMs });
    }
    meter.requests += 1;
    return built.default.fetch(request, bindings, ctx);
  },
  async queue(batch, bindings, ctx) {
    meter.queue_batches += 1;
    meter.queue_taken += batch.messages.length;
    await built.default.queue(batch, bindings, ctx);
    console.log(JSON.stringify({ event: 'batch_done', queue: batch.queue, size: batch.messages.length }));
  },
  async scheduled(controller, bindings) {
    await built.default.scheduled(controller, bindings);
  },
};
