import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene } from '../support/scene';

/** Delivers customers' texts to a scene's number. */
async function write(scene: Scene, ...texts: { from: string; text: string; name?: string }[]): Promise<void> {
  const inbound = stubInboundQueue();
  const values = texts.map(({ from, text, name }) => {
    const value: any = replyValue({ from, text });
    if (name) value.contacts[0].profile.name = name;
    return value;
  });
  await inbound.post(metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, ...values));
  expect(await inbound.consumeAll()).toEqual([]);
}
const search = async (scene: Scene, q: string, more = '') => {
  const { status, body } = await scene.as('GET', `/v1/conversations?q=${encodeURIComponent(q)}${more}`);
  expect(status).toBe(200);
  return body.data.map(({ user_key }: any) => user_key).toSorted();
};

const [ADA, BICE] = ['393471000001', '393471000002'];

describe('a search', () => {
  let scene: Scene;
  let other: Scene;
  beforeAll(async () => {
    [scene, other] = await Promise.all([newScene(), newScene()]);
    await write(
      scene,
      { from: ADA, text: 'Perché il PACCO non è arrivato?', name: 'Àda Lovelace' },
      { from: BICE, text: 'Grazie, pacchetto ricevuto', name: 'Bice' },
    );
    await write(other, { from: ADA, text: 'Perché il pacco?', name: 'Ada' });
    await scene.as('POST', '/v1/createOrder', {
      order_id: '9001',
      order_number: '#N1042',
      currency: 'EUR',
      total: '1.00',
      customer: { phone: `+${ADA}` },
      items: [{ quantity: 1 }],
    });
  });

  test.each([
    ['perche', [ADA]],
    ['PERCHÉ', [ADA]],
    ['pac', [ADA, BICE]],
    ['pacco arriv', [ADA]],
    ['pacco grazie', []],
    ['acco', []],
    ['ada', [ADA]],
    ['lovelace pacco', [ADA]],
    ['+39 347 1000001', [ADA]],
    ['0039347100000', [ADA, BICE]],
    ['3471000002', [BICE]],
    ['#N1042', [ADA]],
    ['n104', [ADA]],
    ['1042', []],
    ['e', []],
    ["'; drop table conversations; --", []],
    ['%', []],
    ['*', []],
  ])('«%s»', async (q, found) => {
    expect(await search(scene, q)).toEqual(found.map((phone) => `+${phone}`));
  });

  test('goes with the other filters', async () => {
    expect(await search(scene, 'pac', '&waiting=true')).toHaveLength(2);
    expect(await search(scene, 'pac', '&state=done')).toEqual([]);
    expect(await search(scene, 'pac', '&since_seq=0')).toHaveLength(2);
    const { body } = await scene.as('GET', '/v1/conversations?q=pac&limit=1');
    expect(body.data).toHaveLength(1);
    const next = await scene.as('GET', `/v1/conversations?q=pac&limit=1&cursor=${body.next_cursor}`);
    const found = [...body.data, ...next.body.data].map(({ user_key }: any) => user_key);
    expect(new Set(found)).toEqual(new Set([`+${ADA}`, `+${BICE}`]));
    expect(found).toHaveLength(2);
  });

  test('finds nobody who has been erased, and nobody of another account', async () => {
    expect(await search(other, 'lovelace')).toEqual([]);
    const erased = await other.as('DELETE', `/v1/users/%2B${ADA}`);
    expect(erased.body.erased.conversation_words).toBeGreaterThan(3);
    expect(await search(other, 'pacco')).toEqual([]);
    expect(await search(scene, 'lovelace')).toEqual([`+${ADA}`]);
  });

  test('a message costs three rows for each new word of its conversation, up to a cap, and none for a known word', async () => {
    const words = async () =>
      env.DB.prepare('select count(*) n from conversation_words where account_id = ?')
        .bind(scene.accountId)
        .first<number>('n');
    const before = (await words()) ?? 0;
    const many = Array.from({ length: 500 }, (_, i) => `lunga${i}`).join(' ');
    await write(scene, { from: BICE, text: many, name: 'Bice' });
    expect(await words()).toBe(before + 24);
    await write(scene, { from: BICE, text: many, name: 'Bice' });
    expect(await words()).toBe(before + 24);
  });
});
