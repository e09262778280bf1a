import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { sweep } from '../../src/domain/sweep/sweep';
import { newWamid } from '../standins/meta-webhooks';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, type Scene, until } from '../support/scene';
import { handoverValue, threadValues } from '../support/thread-samples';

const HOUR = 3_600_000;
const seconds = (ms: number) => Math.floor(ms / 1_000);

/** Sweeps as at a later time, and returns the statements about conversations. */
async function sweepIn(ms: number): Promise<RecordedStatement[]> {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const calls: RecordedStatement[] = [];
  const recorded = recordingEnv(calls);
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(recorded, check.settings, { d1: recorded.DB, meter, traceId: 'sweep', ownHost: null });
  await sweep({ ...deps, now: () => Date.now() + ms, log: () => undefined });
  return calls.filter(({ query, values }) => /^select .* from "conversations"/.test(query) && values.length > 0);
}
const conversationOf = async (scene: Scene) => (await scene.as('GET', '/v1/conversations')).body.data[0];

test('an idle sweep reads no row of a conversation that nothing is due for', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const calls = await sweepIn(0);
  expect(calls).toHaveLength(2);
  for (const { query, values } of calls) {
    const { meta } = await env.DB.prepare(query)
      .bind(...values)
      .all();
    // D1 has counted one row for a search of an index that found nothing.
    expect([query, meta.rows_read <= 1]).toEqual([query, true]);
  }
});

test('a snoozed conversation comes back at its time', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { conversation_id, seq } = await conversationOf(scene);
  const wakesAt = new Date(Date.now() + HOUR).toISOString();
  await scene.as('PATCH', `/v1/conversations/${conversation_id}`, { state: 'snoozed', snoozed_until: wakesAt });
  await sweepIn(HOUR - 60_000);
  expect(await conversationOf(scene)).toMatchObject({ state: 'snoozed' });
  await sweepIn(HOUR + 1_000);
  const back = await conversationOf(scene);
  expect(back).toMatchObject({ state: 'open', snoozed_until: null });
  expect(back.seq).toBeGreaterThan(seq + 1);
});

test('the thread of another app is ours again a day after the customer’s last message', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const is = threadValues({ customer: scene.customer, userId: 'IT.1' });
  const metadata = { phone_number_id: scene.phoneNumberId };
  const taken = { type: 'control_taken' as const, at: seconds(Date.now()), new_owner_role: 'escalation' };
  await scene.accountWebhook('messaging_handovers', handoverValue(scene, { phone_number: scene.customer }, taken));
  await until(async () => expect(await conversationOf(scene)).toMatchObject({ owner: 'other_app' }));
  await scene.saveFlow({
    steps: [
      { id: 'say', do: 'send_message', to: '{{ user.user_key }}', text: 'Eccoci' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'waiting');
  // What the other app writes makes its control last no longer.
  await scene.accountWebhook('standby', { metadata, ...is.standbyEcho(newWamid(), seconds(Date.now()) + 2) });
  await until(async () => {
    const { body } = await scene.as('GET', '/v1/events?type=inbound.account&state=applied');
    expect(body.data.map(({ about }: any) => about.field)).toContain('standby');
  });
  await sweepIn(23 * HOUR);
  expect(await conversationOf(scene)).toMatchObject({ owner: 'other_app' });
  await sweepIn(24 * HOUR + 10_000);
  expect((await conversationOf(scene)).owner).not.toBe('other_app');
  await until(async () => expect(await scene.sentMessages()).toHaveLength(1));
  const { conversation_id } = await conversationOf(scene);
  const { body } = await scene.as('GET', `/v1/conversations/${conversation_id}/messages`);
  const owners = body.data.filter(({ kind }: any) => kind === 'owner').map(({ detail }: any) => detail);
  expect(owners[0]).toEqual({ owner: 'flow', reason: 'idle' });
});
