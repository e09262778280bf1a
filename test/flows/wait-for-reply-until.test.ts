import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene } from '../support/scene';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Starts a flow that asks the customer, and waits until the instant in `variables.at`, else for an hour. */
async function ask(at: string) {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Confermi?' },
      { id: 'answer', do: 'wait_for_reply', timeout: '1h', until: '{{ variables.at }}', on_timeout: 'silent' },
      { id: 'yes', do: 'end', outcome: 'answered' },
      { id: 'silent', do: 'end', outcome: 'silent' },
    ],
  });
  return { ...scene, requestId: await scene.start('flow', { variables: { at } }) };
}

/** Returns after how long the wait ends, to the second. */
async function waitOf(scene: Awaited<ReturnType<typeof ask>>): Promise<number> {
  const { requestId } = scene;
  await scene.waitForStatus(requestId, 'waiting');
  const row = await env.DB.prepare(
    "select deadline - started_at as ms from request_steps where request_id = ? and step = 'answer'",
  )
    .bind(requestId)
    .first<{ ms: number }>();
  return row?.ms ?? 0;
}

test('a wait for a reply ends at its instant, whatever its time-out', async () => {
  const scene = await ask(new Date(Date.now() + 5 * DAY_MS).toISOString());
  const ms = await waitOf(scene);
  expect(ms).toBeGreaterThan(5 * DAY_MS - HOUR_MS);
  expect(ms).toBeLessThanOrEqual(5 * DAY_MS);
  await scene.reply({ text: 'Sì' });
  expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('answered');
});

test('an instant that is over ends the wait at once', async () => {
  const scene = await ask('2020-01-01');
  expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('silent');
});

test('without an instant the time-out counts, and no wait is longer than 90 days', async () => {
  expect(await waitOf(await ask(''))).toBe(HOUR_MS);
  const longest = await waitOf(await ask(new Date(Date.now() + 200 * DAY_MS).toISOString()));
  expect(longest).toBeGreaterThan(90 * DAY_MS - HOUR_MS);
  expect(longest).toBeLessThanOrEqual(90 * DAY_MS);
});

test('what is no instant fails the step', async () => {
  const scene = await ask('domani');
  expect((await scene.waitForStatus(scene.requestId, 'failed')).error).toMatchObject({
    code: 'invalid_instant',
    step: 'answer',
  });
});
