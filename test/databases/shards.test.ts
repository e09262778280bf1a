import { createExecutionContext, createMessageBatch, createScheduledController, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, inject, test } from 'vitest';
import { accountRowsRepository } from '../../src/db/accounts/account-rows';
import type { AccountShard } from '../../src/db/accounts/directory';
import { openDatabase } from '../../src/db/sql/database';
import { invalidateChannels } from '../../src/domain/channels/verify-meta-signature';
import type { Deps } from '../../src/domain/ports';
import { findShards } from '../../src/domain/shards/find-shards';
import { groupByShard } from '../../src/domain/shards/group-by-shard';
import { isMovingError, shardForWork } from '../../src/domain/shards/shard-for-work';
import { sweepDatabases } from '../../src/domain/sweep/sweep-databases';
import worker from '../../src/index';
import { newId } from '../../src/shared/crypto/ids';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, runCron, until } from '../support/scene';
import { newTenant } from '../support/tenant';
import { rowsOf } from './account-tables';
import { admin, directoryOf, realDeps } from './moving';

/** A directory with the test's rows, which counts its queries. */
function writtenDirectory(databases: number[]) {
  const rows: Partial<AccountShard>[] = [];
  const asked: string[][] = [];
  const clock = { now: 1_000_000 };
  const deps = {
    databases,
    now: () => clock.now,
    forShard: (database: number) => ({ database }),
    directory: {
      findShards: async (accountIds: string[]) => {
        asked.push(accountIds);
        return rows.filter(({ accountId }) => accountIds.includes(accountId ?? ''));
      },
    },
  } as unknown as Deps;
  return { deps, rows, asked, clock };
}

test('a deployment with one database never reads the directory', async () => {
  const { deps, asked } = writtenDirectory([0]);
  const accountId = newId('acc');
  expect((await findShards(deps, [accountId])).get(accountId)).toEqual({ database: 0, movingSince: null });
  expect(asked).toEqual([]);
});

test('the shards of all unknown accounts are read at once, and cached for 30 seconds', async () => {
  const { deps, rows, asked, clock } = writtenDirectory([0, 1]);
  const [first, second, third] = [newId('acc'), newId('acc'), newId('acc')];
  rows.push({ accountId: second, database: 1, targetDatabase: null });
  await findShards(deps, [first, second, second]);
  clock.now += 29_999;
  rows.splice(0);
  const homes = await findShards(deps, [first, second, third]);
  expect([first, second, third].map((id) => homes.get(id)?.database)).toEqual([0, 1, 0]);
  expect(asked).toEqual([[first, second], [third]]);
  clock.now += 1;
  expect((await findShards(deps, [second])).get(second)?.database).toBe(0);
});

test('work is grouped by shard, and work of an account that is being moved is separate', async () => {
  const { deps, rows } = writtenDirectory([0, 1, 2]);
  const [here, there, moving] = [newId('acc'), newId('acc'), newId('acc')];
  rows.push(
    { accountId: there, database: 2, targetDatabase: null },
    { accountId: moving, database: 2, targetDatabase: 1, movingSince: 5 },
  );
  const sorted = await groupByShard(deps, [here, moving, there, null, here], (accountId) => accountId);
  expect(sorted.moving).toEqual([moving]);
  expect(sorted.groups.map(({ deps: at, items }) => [at.database, items])).toEqual([
    [0, [here, null, here]],
    [2, [there]],
  ]);
});

test('during the first two minutes of a move running work may end and new work may not begin', async () => {
  const { deps, rows, clock } = writtenDirectory([0, 1]);
  const accountId = newId('acc');
  rows.push({ accountId, database: 1, targetDatabase: 0, movingSince: clock.now });
  const ask = (isUnderWay: boolean) => shardForWork(deps, accountId, { isUnderWay });
  await expect(ask(false)).rejects.toSatisfy(isMovingError);
  clock.now += 119_999;
  expect(await ask(true)).toBe(1);
  clock.now += 1;
  await expect(ask(true)).rejects.toSatisfy(isMovingError);
});

test("a push message of an earlier version, without an account, finds its push in the account's current database", async () => {
  const scene = await newScene({ database: 1 });
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { a: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.start();
  const pushId = await until(async () => {
    const { body } = await scene.as('GET', '/v1/pushes?state=retrying');
    return body.data[0].push_id as string;
  });
  await env.DB_1.prepare('update pushes set next_at = 0 where push_id = ?').bind(pushId).run();
  // The account came from database 0, where its old rows are still to be deleted.
  const [now, old] = [env.DB_1, env.DB].map((d1) => accountRowsRepository(openDatabase(d1)));
  for (const table of ['accounts', 'stores', 'pushes']) {
    const ask = { table, accountId: scene.accountId, after: null, limit: 10, maxCharacters: 1_000_000 };
    await old?.write(table, (await now?.read(ask))?.rows ?? []);
  }
  const { pushes } = await rowsOf(env.DB, scene.accountId);
  expect(pushes).toHaveLength(1);
  const wakeUp = { id: 'm', timestamp: new Date(), attempts: 1, body: { push_id: pushId } };
  await worker.queue(createMessageBatch('pushes', [wakeUp]), env, createExecutionContext());
  await until(async () => expect((await scene.as('GET', `/v1/pushes/${pushId}`)).body.state).toBe('delivered'));
  expect((await rowsOf(env.DB, scene.accountId)).pushes).toEqual(pushes);
});

test("a dead letter is stored in the account's database, and waits while the account is being moved", async () => {
  const { accountId } = await newTenant({ database: 1 });
  const body = { account_id: accountId, junk: true };
  const die = async () => {
    const batch = createMessageBatch('inbound-dead', [{ id: 'm', timestamp: new Date(), attempts: 1, body }]);
    const context = createExecutionContext();
    await worker.queue(batch, env, context);
    return (await getQueueResult(batch, context)).retryMessages.length;
  };
  expect(await die()).toBe(0);
  expect((await rowsOf(env.DB_1, accountId)).dead_letters).toHaveLength(1);
  expect(await rowsOf(env.DB, accountId)).toEqual({});
  await admin('POST', `/${accountId}/move`, { database: 0 });
  expect(await die()).toBe(1);
  expect((await rowsOf(env.DB_1, accountId)).dead_letters).toHaveLength(1);
});

test('the cron sweeps every database', async () => {
  const scene = await newScene({ database: 1 });
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const requestId = newId('req');
  await env.DB_1.prepare(
    `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
       created_at, updated_at) values (?, ?, 'flow', 1, 'u', ?, '{}', 'queued', 0, ?4, ?4)`,
  )
    .bind(requestId, scene.accountId, scene.storeId, Date.now())
    .run();
  await runCron();
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'ok' });
});

test('the log of a failed move contains no copied data', async () => {
  const deps = realDeps();
  const claimDueMove = async () => {
    throw new Error('Failed query: insert into "messages" params: +393331234567', { cause: new Error('D1 is full') });
  };
  const directory = { ...deps.directory, claimDueMove };
  await expect(sweepDatabases({ ...deps, directory })).rejects.toThrow(/^Error: D1 is full$/);
});

test('a move with missing rows after the copy starts again, and nothing is lost', async () => {
  const { accountId } = await newTenant();
  const deps = realDeps();
  const home = await deps.directory.beginMove({ accountId, from: 0, to: 1, now: Date.now(), dueAt: 0 });
  expect(home).toMatchObject({ stage: 'clear', targetDatabase: 1 });
  // Pretends that the last table has been copied, although nothing was.
  const last = deps.accountRows.tables.at(-1) ?? '';
  expect(last).toBe('event_delivery_attempts');
  await env.DB.prepare("update account_homes set stage = 'copy', at_table = ?, after = ? where account_id = ?")
    .bind(last, JSON.stringify(['zzz', 'zzz', 9]), accountId)
    .run();
  await runCron();
  expect((await directoryOf(accountId)).shard).toMatchObject({ database: 1, stage: 'erase' });
  expect(Object.keys(await rowsOf(env.DB_1, accountId))).toEqual(['accounts', 'api_keys']);
});

test('a sweep that has lost the lease of a move changes nothing', async () => {
  const { accountId } = await newTenant();
  const { directory: real } = realDeps();
  await real.beginMove({ accountId, from: 0, to: 1, now: 1, dueAt: 0 });
  const slow = await real.claimDueMove(1, 1_000);
  expect(slow).toMatchObject({ accountId, dueAt: 1_000 });
  expect(await real.claimDueMove(999, 2_000)).toBeUndefined();
  const next = await real.claimDueMove(1_000, 2_000);
  if (!slow || !next) throw new Error('the move was not taken');
  expect(await real.saveProgress(slow, { stage: 'copy' })).toBeUndefined();
  expect(await real.completeMove(slow, 5)).toBeUndefined();
  await real.endMove(slow);
  expect(await directoryOf(accountId)).toMatchObject({
    shard: { database: 0, stage: 'clear', due_at: 2_000 },
    keys: 0,
  });
  expect(await real.completeMove(next, Date.now() + 3_600_000)).toMatchObject({ database: 1, sourceDatabase: 0 });
  expect((await directoryOf(accountId)).keys).toBe(1);
});

test('with one database nothing reads the directory', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const { api_key: key } = (await scene.as('POST', '/v1/keys', { name: 'cold' })).body;
  const asked: RecordedStatement[] = [];
  const { DB_1: _, ...single } = recordingEnv(asked) as Env & { DB_1: D1Database };
  const fetchAs = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    worker.fetch(
      new Request(`https://aisac.test${path}`, {
        method,
        body,
        headers: { 'content-type': 'application/json', ...headers },
      }),
      single,
      createExecutionContext(),
    );
  const created = JSON.stringify({ flow: 'flow', user_key: 'u' });
  expect((await fetchAs('POST', '/v1/createRequest', { 'x-api-key': key }, created)).status).toBe(201);
  const token = { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` };
  const account = await fetchAs('POST', '/admin/accounts', token, JSON.stringify({ name: 'x' }));
  expect(await account.json()).toMatchObject({ database: 0, move: null });
  expect((await fetchAs('GET', '/admin/accounts', token)).status).toBe(200);
  invalidateChannels(scene);
  const number = { phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId };
  expect(
    await stubInboundQueue(single).post(metaDelivery(number, replyValue({ from: scene.customer, text: 'Ciao' }))),
  ).toBe(200);
  const messages = [{ id: 'm', timestamp: new Date(), attempts: 1, body: { push_id: 'psh_x' } }];
  await worker.queue(createMessageBatch('pushes', messages), single, createExecutionContext());
  await worker.scheduled(createScheduledController(), single);
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.filter(({ query }) => /account_homes|key_homes/.test(query))).toEqual([]);
});
