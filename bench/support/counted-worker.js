import worker, * as own from './index.js';

/*
 * The Worker with every statement that it asks of D1 counted, whoever asks, and a clock that can be told to run ahead:
 * `GET /_bench/counts`, `PUT /_bench/ahead?ms=`.
 */
const counts = { statements: 0, round_trips: 0, rows_read: 0, rows_written: 0 };
const read = Date.now.bind(Date);
let aheadMs = 0;
Date.now = () => read() + aheadMs;

const bare = new WeakMap();
const note = ({ meta }) => {
  counts.rows_read += meta.rows_read;
  counts.rows_written += meta.rows_written;
};

function countStatement(inner, query) {
  const alone = async (ask) => {
    counts.statements += 1;
    counts.round_trips += 1;
    return ask();
  };
  const whole = async () => {
    const result = await inner.all();
    note(result);
    return result;
  };
  const counted = {
    bind: (...values) => countStatement(inner.bind(...values), query),
    all: () => alone(whole),
    run: () => alone(whole),
    // A raw answer does not say what it cost. What writes gives columns of one table, so its rows are the same as objects.
    raw: (options) =>
      alone(async () =>
        /^select/i.test(query) ? inner.raw(options) : (await whole()).results.map((row) => Object.values(row)),
      ),
    first: (column) => alone(() => inner.first(column)),
  };
  bare.set(counted, inner);
  return counted;
}

const countD1 = (inner) => ({
  prepare: (query) => countStatement(inner.prepare(query), query),
  async batch(statements) {
    counts.statements += statements.length;
    counts.round_trips += 1;
    const results = await inner.batch(statements.map((statement) => bare.get(statement) ?? statement));
    results.forEach(note);
    return results;
  },
  withSession: (constraint) => countD1(inner.withSession(constraint)),
  getBookmark: () => inner.getBookmark(),
});

const counting = (env) => ({ ...env, DB: countD1(env.DB) });

export const { ChannelRate, StoreRate } = own;
export class FlowRun extends own.FlowRun {
  constructor(ctx, env) {
    super(ctx, counting(env));
  }
}

export default {
  fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/_bench/counts') return Response.json(counts);
    if (pathname === '/_bench/ahead') {
      aheadMs = Number(searchParams.get('ms'));
      return Response.json({ ahead_ms: aheadMs });
    }
    return worker.fetch(request, counting(env), ctx);
  },
  queue: (batch, env, ctx) => worker.queue(batch, counting(env), ctx),
  scheduled: (controller, env, ctx) => worker.scheduled(controller, counting(env), ctx),
};
