import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { callJson, eventually } from '../scripts/local/api.ts';
import { metaBytes, metaDelivery, metaSignature, replyValue, statusValue } from '../test/standins/meta-webhooks.ts';
import { benchSecrets, type DirectWorker, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { atPace, percentile } from './support/load.ts';
import { APP_SECRET, NUMBER } from './support/whatsapp-number.ts';

/*
 * Meta's webhook under load: how long it takes to answer, beside a Worker that only checks the signature and queues; then
 * a minute of everything that 80 messages a second bring, of which each id is looked for in D1.
 */
const PER_SECOND = 200;
const SECONDS = 15;
const ROUNDS = 2;
const P50_MS = 100;
const P99_MS = 500;
const LOAD_SECONDS = Number(process.env.LOAD_SECONDS ?? 60);
const MESSAGES_A_SECOND = 80;
const STATUSES = ['sent', 'delivered', 'read'];
/** Meta puts what happens at nearly the same time into one delivery; one each, the local runtime's two cores can't take. */
const EVENTS_A_DELIVERY = 8;
/** Meta repeats what it believes lost. */
const REPEATED_EVERY = 20;

const SECRETS = benchSecrets();

type Post = { body: Uint8Array<ArrayBuffer>; signature: string };

async function postOf(...values: Record<string, unknown>[]): Promise<Post> {
  const body = metaBytes(metaDelivery(NUMBER, ...values));
  return { body, signature: await metaSignature(body, APP_SECRET) };
}

const sendTo =
  ({ url }: DirectWorker, { body, signature }: Post) =>
  async (): Promise<void> => {
    const post = () =>
      fetch(new URL('/webhook/facebook/', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
        body,
      });
    // A connection that was idle may close at that very moment: it is sent again, as Meta does.
    const answer = await post().catch(post);
    await answer.arrayBuffer();
    assert.equal(answer.status, 200);
  };

/** An account with the number, and messages that it has sent, of which the statuses will speak. */
async function setUp(worker: DirectWorker, wamids: string[]) {
  const at = (path: string) => new URL(path, worker.url).toString();
  const { account_id, api_key } = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${SECRETS.ADMIN_TOKEN}` },
    body: { name: 'Banco', price_list: { 'message.utility': '0.0691' } },
  });
  const { channel_id } = await callJson('POST', at('/v1/channels'), {
    headers: { 'x-api-key': api_key },
    body: { name: 'WhatsApp', ...NUMBER, access_token: 'bench-token', app_secret: APP_SECRET },
  });
  const db = await worker.mf.getD1Database('DB');
  for (let i = 0; i < wamids.length; i += 1_000) {
    const rows = wamids.slice(i, i + 1_000).map((wamid, k) => [wamid, String(393_000_000_000 + i + k)]);
    await db
      .prepare(
        `insert into messages (message_id, account_id, channel_id, direction, user_key, address, wamid, kind, content,
          status, created_at, updated_at)
         select 'msg_' || (value ->> 0), ?, ?, 'out', '+' || (value ->> 1), value ->> 1, value ->> 0, 'text', '{}',
          'accepted', ?, ? from json_each(?)`,
      )
      .bind(account_id, channel_id, Date.now(), Date.now(), JSON.stringify(rows))
      .run();
  }
  return { api_key, account_id, db };
}

const newWamids = (count: number): string[] => Array.from({ length: count }, () => `wamid.${randomUUID()}`);

async function answerTimes(ours: DirectWorker, floor: DirectWorker): Promise<boolean> {
  const posts = await Promise.all(
    newWamids(PER_SECOND * SECONDS).map((wamid, i) =>
      postOf(replyValue({ from: String(393_900_000_000 + i), wamid, text: 'Buongiorno' })),
    ),
  );
  const times = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const)) {
      const worker = name === 'ours' ? ours : floor;
      times[name].push(
        ...(await atPace(
          PER_SECOND,
          posts.map((post) => sendTo(worker, post)),
        )),
      );
    }
  }
  const show = (name: keyof typeof times) =>
    [0.5, 0.99].map((share) => `${percentile(times[name], share).toFixed(1)} ms`.padStart(10)).join('');
  console.log(`answers at ${PER_SECOND} a second, n ${times.ours.length}`);
  console.log(`                  p50       p99\nfloor     ${show('floor')}\nours      ${show('ours')}`);
  const ratio = percentile(times.ours, 0.5) / percentile(times.floor, 0.5);
  console.log(`p50 of ours / floor: ${ratio.toFixed(2)}; at most ${P50_MS} ms and ${P99_MS} ms`);
  return percentile(times.ours, 0.5) <= P50_MS && percentile(times.ours, 0.99) <= P99_MS;
}

async function load(worker: DirectWorker): Promise<void> {
  const outgoing = newWamids(MESSAGES_A_SECOND * LOAD_SECONDS);
  const { account_id, db } = await setUp(worker, outgoing);
  const incoming = newWamids(MESSAGES_A_SECOND * LOAD_SECONDS);
  const values = outgoing.flatMap((wamid, i) => {
    const recipient = String(393_000_000_000 + i);
    return [
      ...STATUSES.map((status) => statusValue({ wamid, status, recipient })),
      replyValue({ from: recipient, wamid: incoming[i], text: `Messaggio ${i}` }),
    ];
  });
  // In no order, and some twice.
  const shuffled = values.toSorted(() => Math.random() - 0.5);
  const posts: Post[] = [];
  for (let i = 0; i < shuffled.length; i += EVENTS_A_DELIVERY) {
    posts.push(await postOf(...shuffled.slice(i, i + EVENTS_A_DELIVERY)));
  }
  const all = posts.flatMap((post, i) => (i % REPEATED_EVERY === 0 ? [post, post] : [post]));
  const perSecond = (values.length / LOAD_SECONDS / EVENTS_A_DELIVERY) * (1 + 1 / REPEATED_EVERY);
  const times = await atPace(
    perSecond,
    all.map((post) => sendTo(worker, post)),
  );
  console.log(
    `load: ${values.length} events in ${all.length} deliveries in ${LOAD_SECONDS} s, answers p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
  );

  const ended = Date.now();
  const counted = async (sql: string): Promise<number> =>
    (await db.prepare(sql).bind(account_id).first<{ n: number }>())?.n ?? 0;
  const inbound = `select count(*) as n from messages where account_id = ? and direction = 'in'`;
  const applied = `select count(*) as n from message_statuses where account_id = ?`;
  await eventually(
    'every event in D1',
    async () =>
      (await counted(inbound)) >= incoming.length && (await counted(applied)) >= outgoing.length * STATUSES.length
        ? true
        : null,
    300_000,
  );
  console.log(`all of it is applied ${((Date.now() - ended) / 1_000).toFixed(1)} s after the last answer`);

  const { results: messages } = await db
    .prepare(`select wamid, direction, status from messages where account_id = ?`)
    .bind(account_id)
    .all<{ wamid: string; direction: string; status: string }>();
  const seen = (direction: string) => messages.filter((row) => row.direction === direction).map(({ wamid }) => wamid);
  assert.deepEqual(seen('in').toSorted(), incoming.toSorted(), 'each message is here once');
  assert.deepEqual(seen('out').toSorted(), outgoing.toSorted());
  const unread = messages.filter((row) => row.direction === 'out' && row.status !== 'read');
  assert.equal(unread.length, 0, 'no status goes back');
  const { results: statuses } = await db
    .prepare(`select m.wamid || ':' || s.status as id from message_statuses s join messages m using (message_id)
      where s.account_id = ?`)
    .bind(account_id)
    .all<{ id: string }>();
  const expected = outgoing.flatMap((wamid) => STATUSES.map((status) => `${wamid}:${status}`));
  assert.deepEqual(statuses.map(({ id }) => id).toSorted(), expected.toSorted(), 'each status is here once');
  assert.equal(await counted('select count(*) as n from charges where account_id = ?'), outgoing.length);
  assert.equal(
    await counted('select count(*) as n from events where account_id = ? and state is not null'),
    values.length,
  );
  console.log(`every one of ${values.length} ids is in D1 once; ${outgoing.length} charges`);
}

const ours = await startDirectWorker(SECRETS);
const floor = await startFloor({ APP_SECRET });
try {
  await load(ours);
  if (!(await answerTimes(ours, floor))) process.exitCode = 1;
} finally {
  await Promise.all([ours.stop(), floor.stop()]);
}
