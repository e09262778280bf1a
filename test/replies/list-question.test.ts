import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { lowestId } from '../../src/shared/crypto/ids';
import { newWamid, type ReplySpec, replyValue } from '../standins/meta-webhooks';
import { newScene, type Scene, until } from '../support/scene';

const FLOW = {
  name: 'Conferma',
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Ordine {{ object.id }}: confermi?' },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { text: ['sì', 'ok'], goto: 'yes' },
        { text: ['no'], goto: 'no' },
      ],
      otherwise: 'other',
    },
    { id: 'yes', do: 'end', outcome: 'yes' },
    { id: 'no', do: 'end', outcome: 'no' },
    { id: 'other', do: 'end', outcome: 'other' },
  ],
};

/** Two requests of one customer that both wait, the first about order 1001. */
async function twoWaiting(): Promise<{ scene: Scene; first: string; second: string }> {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(FLOW);
  const ids: string[] = [];
  for (const id of ['1001', '1002']) {
    ids.push(await scene.start('flow', { object: { type: 'order', id } }));
    await scene.waitForStatus(ids.at(-1) ?? '', 'waiting');
  }
  const [first = '', second = ''] = ids;
  return { scene, first, second };
}

async function says(scene: Scene, spec: ReplySpec): Promise<void> {
  const wamid = newWamid();
  await scene.reply({ wamid, ...spec });
  await until(async () => {
    const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`);
    expect(body.data.map((one: any) => one.wamid)).toContain(wamid);
  });
}

/** Waits until this many list questions have gone out and Meta's ids of them are known here. */
const lists = (scene: Scene, count: number): Promise<any[]> =>
  until(async () => {
    const found = (await scene.sentMessages()).filter(({ body }) => body.interactive?.type === 'list');
    expect(found).toHaveLength(count);
    const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`);
    const known = body.data.map((one: any) => one.wamid);
    for (const { wamid } of found) expect(known).toContain(wamid);
    return found.map((one) => ({ wamid: one.wamid, rows: one.body.interactive.action.sections[0].rows }));
  });

const tap = ({ wamid, rows }: any, title: string) => {
  const { id } = rows.find((row: any) => row.title === title);
  return { list_reply: { id, title }, context_wamid: wamid };
};

test('the customer’s last message before the choice that fits a case counts', async () => {
  const { scene, first, second } = await twoWaiting();
  await says(scene, { text: 'ok' });
  const [list] = await lists(scene, 1);
  await says(scene, { text: 'no' });
  await says(scene, { text: 'boh' });
  await scene.reply(tap(list, '1001'));
  expect(await scene.waitForStatus(first, 'completed')).toMatchObject({ outcome: 'no' });
  expect((await scene.request(second)).status).toBe('waiting');
});

test('where no message fits a case, the last one counts', async () => {
  const { scene, first } = await twoWaiting();
  await says(scene, { text: 'forse' });
  const [list] = await lists(scene, 1);
  await scene.reply(tap(list, '1001'));
  expect(await scene.waitForStatus(first, 'completed')).toMatchObject({ outcome: 'other' });
});

test('a fitting message over a day before the choice does not count, a later one does', async () => {
  const { scene, first } = await twoWaiting();
  await says(scene, { text: 'ok' });
  const [list] = await lists(scene, 1);
  const longAgo = Date.now() - 25 * 3_600_000;
  await env.DB.prepare(
    "update messages set message_id = ?, created_at = ? where account_id = ? and step = '--choice' and content ->> '$.text' = 'ok'",
  )
    .bind(lowestId('msg', longAgo), longAgo, scene.accountId)
    .run();
  await says(scene, { text: 'forse' });
  await scene.reply(tap(list, '1001'));
  expect(await scene.waitForStatus(first, 'completed')).toMatchObject({ outcome: 'other' });
});

test.each(['1001', '#1001!', '2', 'la seconda', 'ordine 1001 grazie'])('“%s” is taken as the choice', async (text) => {
  const { scene, first, second } = await twoWaiting();
  await says(scene, { text: 'ok' });
  await lists(scene, 1);
  await says(scene, { text });
  expect(await scene.waitForStatus(first, 'completed')).toMatchObject({ outcome: 'yes' });
  expect((await scene.request(second)).status).toBe('waiting');
  expect(await lists(scene, 1)).toHaveLength(1);
});

test.each(['typed', 'tapped'])('a message before a %s choice counts, though both arrive together', async (how) => {
  const { scene, first } = await twoWaiting();
  await says(scene, { text: 'ok' });
  const [list] = await lists(scene, 1);
  const choice = how === 'typed' ? { text: '2' } : tap(list, '1001');
  await scene.webhook(
    replyValue({ from: scene.customer, text: 'no' }),
    replyValue({ from: scene.customer, ...choice }),
    replyValue({ from: scene.customer, text: 'grazie' }),
  );
  expect(await scene.waitForStatus(first, 'completed')).toMatchObject({ outcome: 'no' });
});

test('an open question is not repeated, and a later unclear message is asked about again', async () => {
  const { scene, first, second } = await twoWaiting();
  await says(scene, { text: 'ok' });
  await lists(scene, 1);
  await says(scene, { text: 'quale dei due?' });
  await lists(scene, 2);
  await says(scene, { text: '7' });
  await says(scene, { text: 'non capisco' });
  const [, again] = await lists(scene, 2);
  await scene.reply(tap(again, '1001'));
  await scene.waitForStatus(first, 'completed');
  const third = await scene.start('flow', { object: { type: 'order', id: '1003' } });
  await scene.waitForStatus(third, 'waiting');
  await says(scene, { text: 'ok' });
  const [, , anew] = await lists(scene, 3);
  expect(anew.rows.map(({ title }: any) => title)).toEqual(['1003', '1002']);
  await scene.reply(tap(anew, '1002'));
  expect(await scene.waitForStatus(second, 'completed')).toMatchObject({ outcome: 'yes' });
  expect((await scene.request(third)).status).toBe('waiting');
});

test('rows of the same order number in two stores can be told apart', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(FLOW);
  const other = await scene.as('POST', '/v1/stores', { name: 'Bottega', kind: 'custom' });
  expect(other.status).toBe(201);
  const objects = [{ type: 'order', id: '1001' }, { type: 'order', id: '1001' }, undefined, undefined];
  const stores = [scene.storeId, other.body.id_store, scene.storeId, scene.storeId];
  for (const [i, object] of objects.entries()) {
    const id = await scene.start('flow', { object, id_store: stores[i] });
    await scene.waitForStatus(id, 'waiting');
  }
  await says(scene, { text: 'ok' });
  const [{ rows }] = (await lists(scene, 1)) as [any];
  const looks = rows.map(({ title, description }: any) => `${title} ${description}`);
  expect(new Set(looks).size).toBe(4);
  expect(looks.filter((look: string) => look.includes('Bottega'))).toHaveLength(1);
});
