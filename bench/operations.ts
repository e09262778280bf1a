import { startServer } from '../test/standins/server.ts';
import { operations, webhooks } from './operations/calls.ts';
import { type Comparison, compare, rowOf } from './operations/compare.ts';
import { consumers } from './operations/consumers.ts';
import { copyRows, insertRuns } from './operations/runs.ts';
import { SECRET, setUpAccount } from './support/account.ts';
import { benchSecrets, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { startMeasured } from './support/measured-worker.ts';
import { report } from './support/report.ts';

/*
 * Measures the CPU time of an operation and of a baseline that does only the unavoidable work, in the same runtime and run. It is the
 * CPU time of the runtime's process, which depends little on other work of the machine. `--only=<text>`
 * measures only operations whose name contains the text.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ONLY = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';

const secrets = { ...benchSecrets(), ALLOW_PRIVATE_ENDPOINTS: 'true' };
const merchant = await startServer(() => ({ json: { ok: true } }), {});

async function startPair(consumes: boolean) {
  const ours = await startMeasured(() => startDirectWorker(secrets, { consumes }));
  const floor = await startMeasured(() => startFloor({ APP_SECRET: SECRET }, { consumes }));
  const account = await setUpAccount(ours.worker, secrets.ADMIN_TOKEN, { merchant: merchant.url });
  await insertRuns(ours.db, account);
  await copyRows(ours.db, floor.db);
  return { ours, floor, account };
}

const results: Comparison[] = [];
try {
  for (const consumes of [true, false]) {
    const pair = await startPair(consumes);
    try {
      const all = consumes ? [...operations(pair.account), ...consumers(pair.account)] : webhooks(pair.account);
      for (const measured of all.filter(({ name }) => name.includes(ONLY))) {
        results.push(await compare(measured, pair, ROUNDS));
      }
    } finally {
      await Promise.all([pair.ours.worker.stop(), pair.floor.worker.stop()]);
    }
  }
  report('operations', results.map(rowOf), results);
  const missed = results.filter(({ ratio, target }) => target !== null && ratio > target);
  for (const { name, target } of missed) console.log(`missed: ${name} is over ${target} times the floor`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  await merchant.close();
}
