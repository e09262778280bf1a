import { describe, expect, test } from 'vitest';
import { newWamid, type ReplySpec, replyValue, statusValue } from '../standins/meta-webhooks';
import { newScene, type Scene, until } from '../support/scene';
import { sendOne } from '../support/send-one';

/** A customer with a request that waits for them: the keys by which they can be found, and how they write. */
type Learnt = { names: string[]; writes: ReplySpec; writtenAt: string };
type Way = {
  how: string;
  /** The number of keys by which they can be found then. */
  keys: 2 | 3;
  learn: (scene: Scene) => Promise<Learnt>;
};

const ask = (to: string) => [
  { id: 'ask', do: 'send_message', to, template: { name: 'cod_reminder', language: 'it' } },
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['ok'], goto: 'yes' }], on_timeout: 'left' },
  { id: 'other', do: 'end', outcome: 'other' },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'left', do: 'end', outcome: 'left' },
];

/** Writes to a customer under a key, and waits for their reply. */
async function writeTo(scene: Scene, userKey: string, to: string): Promise<string> {
  const key = `f${crypto.randomUUID()}`;
  await scene.saveFlow({ steps: ask(to) }, key);
  const requestId = await scene.start(key, { user_key: userKey });
  await scene.waitForStatus(requestId, 'waiting');
  return requestId;
}

const userIdOf = (scene: Scene): string => `IT.${scene.customer}`;
const system = (from: Record<string, string>, change: Record<string, string>) =>
  replyValue({ ...from, kind: { type: 'system', system: change } });
const waitForAlias = (scene: Scene, key: string, alias: string) =>
  until(async () => expect((await scene.user(key)).aliases).toContain(alias));

const both = async (scene: Scene): Promise<Learnt> => {
  await waitForAlias(scene, scene.userKey, userIdOf(scene));
  return {
    names: [scene.userKey, userIdOf(scene)],
    writes: { from_user_id: userIdOf(scene) },
    writtenAt: scene.userKey,
  };
};

const WAYS: Way[] = [
  {
    how: 'the response to a send, which spells the number differently',
    keys: 2,
    async learn(scene) {
      const waId = `${scene.customer}0`;
      await scene.configureMeta({ names: { [scene.customer]: { wa_id: waId } } });
      await writeTo(scene, scene.userKey, scene.userKey);
      return { names: [scene.userKey, `+${waId}`], writes: { from: waId }, writtenAt: scene.userKey };
    },
  },
  {
    how: 'the response to a send, with a user id',
    keys: 2,
    async learn(scene) {
      await scene.configureMeta({ names: { [scene.customer]: { user_id: userIdOf(scene) } } });
      await writeTo(scene, scene.userKey, scene.userKey);
      return both(scene);
    },
  },
  {
    how: 'the response to a send, with no number',
    keys: 2,
    async learn(scene) {
      await scene.configureMeta({ names: { [scene.customer]: { wa_id: undefined, user_id: userIdOf(scene) } } });
      await writeTo(scene, scene.userKey, scene.userKey);
      return both(scene);
    },
  },
  {
    how: 'a status with both names',
    keys: 2,
    async learn(scene) {
      await writeTo(scene, scene.userKey, scene.userKey);
      const [sent] = await scene.sentMessages();
      const value: any = statusValue({ wamid: sent?.wamid ?? '', status: 'sent', recipient: scene.customer });
      value.statuses[0].recipient_user_id = userIdOf(scene);
      await scene.webhook(value);
      return both(scene);
    },
  },
  {
    how: 'a message with both names',
    keys: 2,
    async learn(scene) {
      await scene.reply({ text: 'Buongiorno', from_user_id: userIdOf(scene) });
      await waitForAlias(scene, scene.userKey, userIdOf(scene));
      await writeTo(scene, scene.userKey, scene.userKey);
      return both(scene);
    },
  },
  {
    how: 'a number that the customer gives on our asking',
    keys: 2,
    async learn(scene) {
      await writeTo(scene, scene.userKey, scene.userKey);
      const phones = [{ phone: scene.userKey, wa_id: scene.customer }];
      const contacts = [{ origin: 'contact_request', phones }];
      await scene.webhook(
        replyValue({ from_user_id: userIdOf(scene), kind: { type: 'reaction', reaction: { emoji: '' }, contacts } }),
      );
      return both(scene);
    },
  },
  {
    how: "the merchant's own key, written to at a number",
    keys: 2,
    async learn(scene) {
      await writeTo(scene, 'cust-8', scene.userKey);
      return { names: ['cust-8', scene.userKey], writes: { from: scene.customer }, writtenAt: scene.userKey };
    },
  },
  {
    how: "the merchant's own key, written to at a user id whose number is learnt later",
    keys: 3,
    async learn(scene) {
      await writeTo(scene, 'cust-8', userIdOf(scene));
      await scene.reply({ from_user_id: userIdOf(scene), kind: { type: 'reaction', reaction: { emoji: '' } } });
      await waitForAlias(scene, scene.userKey, userIdOf(scene));
      return {
        names: ['cust-8', scene.userKey, userIdOf(scene)],
        writes: { from: scene.customer },
        writtenAt: scene.userKey,
      };
    },
  },
  {
    how: 'two keys at one number',
    keys: 3,
    async learn(scene) {
      await scene.saveFlow(
        { steps: [...ask(scene.userKey).slice(0, 1), { id: 'done', do: 'end', outcome: 'x' }] },
        'first',
      );
      await scene.waitForStatus(await scene.start('first', { user_key: 'cust-7' }), 'completed');
      await writeTo(scene, 'cust-8', scene.userKey);
      return { names: ['cust-8', 'cust-7', scene.userKey], writes: { from: scene.customer }, writtenAt: scene.userKey };
    },
  },
  {
    how: 'an e-mail address as the key, however it is written',
    keys: 3,
    async learn(scene) {
      await writeTo(scene, 'Ada@Example.IT', scene.userKey);
      return {
        names: ['ada@example.it', 'ADA@example.it', scene.userKey],
        writes: { from: scene.customer },
        writtenAt: scene.userKey,
      };
    },
  },
  {
    how: 'a change of number',
    keys: 2,
    async learn(scene) {
      const moved = `${scene.customer}9`;
      await writeTo(scene, scene.userKey, scene.userKey);
      await scene.webhook(system({ from: scene.customer }, { type: 'user_changed_number', wa_id: moved }));
      await waitForAlias(scene, scene.userKey, moved);
      return { names: [scene.userKey, `+${moved}`], writes: { from: moved }, writtenAt: `+${moved}` };
    },
  },
  {
    how: "a change of the number at which the merchant's own key was written to",
    keys: 3,
    async learn(scene) {
      const moved = `${scene.customer}9`;
      await writeTo(scene, 'cust-8', scene.userKey);
      await scene.webhook(system({ from: scene.customer }, { type: 'user_changed_number', wa_id: moved }));
      await waitForAlias(scene, scene.userKey, moved);
      return { names: ['cust-8', scene.userKey, `+${moved}`], writes: { from: moved }, writtenAt: `+${moved}` };
    },
  },
  {
    how: 'a change of user id',
    keys: 3,
    async learn(scene) {
      const next = `${userIdOf(scene)}2`;
      await scene.reply({ text: 'Buongiorno', from_user_id: userIdOf(scene) });
      await waitForAlias(scene, scene.userKey, userIdOf(scene));
      await writeTo(scene, scene.userKey, scene.userKey);
      const change = { type: 'user_changed_user_id', user_id: next, previous_user_id: userIdOf(scene) };
      await scene.webhook(system({ from_user_id: userIdOf(scene) }, change));
      await waitForAlias(scene, scene.userKey, next);
      return {
        names: [scene.userKey, next, userIdOf(scene)],
        writes: { from_user_id: next },
        writtenAt: scene.userKey,
      };
    },
  },
];

const idsOf = async (scene: Scene, operation: string, key: string): Promise<string[]> => {
  const { body } = await scene.as('GET', `/v1/${operation}?user_key=${encodeURIComponent(key)}`);
  return body.data.map((one: any) => one.charge_id ?? one.request_id);
};
const dataUnder = async (scene: Scene, key: string) => {
  const { requests, messages, charges, opted_out } = await scene.user(key);
  return {
    requests: requests.map((one: any) => one.request_id),
    messages: messages.map((one: any) => one.message_id),
    charges: charges.map((one: any) => one.charge_id),
    opted_out: opted_out !== null,
  };
};
const nothing = { requests: [], messages: [], charges: [], opted_out: false };

/** Sends a free form to the customer and returns its result. */
const send = (scene: Scene, userKey: string, to: string) => sendOne(scene, userKey, { to, text: 'x' });

/** Erases the customer by one key: nothing may be left under any of them. */
async function eraseBy(scene: Scene, key: string, names: string[]): Promise<void> {
  const erased = await scene.as('DELETE', `/v1/users/${encodeURIComponent(key)}`);
  expect(erased.body.total).toBeGreaterThan(0);
  for (const name of names) expect([name, await dataUnder(scene, name)]).toEqual([name, nothing]);
  for (const name of names) expect((await scene.user(name)).aliases).toEqual([]);
}

describe.each(WAYS)('a name learnt by $how', ({ keys, learn }) => {
  test('replies reach the waiting run, open the send window and are shown under every key, until the customer is erased', async () => {
    const scene = await newScene();
    const { names, writes, writtenAt } = await learn(scene);
    expect(names).toHaveLength(keys);
    const [waiting] = (await scene.as('GET', '/v1/requests?status=waiting')).body.data;
    await scene.webhook(replyValue({ ...writes, text: 'ok' }));
    expect((await scene.waitForStatus(waiting.request_id, 'completed')).outcome).toBe('yes');
    const [first = '', ...others] = names;
    for (const name of names) expect([name, await send(scene, name, writtenAt)]).toEqual([name, 'sent']);
    const held = await dataUnder(scene, first);
    expect(held.requests).toContain(waiting.request_id);
    expect(held.requests.length).toBeGreaterThan(names.length);
    for (const name of others) expect([name, await dataUnder(scene, name)]).toEqual([name, held]);
    for (const name of names) {
      expect(await idsOf(scene, 'getFlowByUserKey', name)).toEqual(held.requests);
      expect(await idsOf(scene, 'getChargesByUserKey', name)).toEqual(held.charges);
    }
    await eraseBy(scene, first, names);
  });

  test('an opt-out by word holds under every key, an opt-in under any of them ends it, and erasing by another key erases all', async () => {
    const scene = await newScene();
    const { names, writes, writtenAt } = await learn(scene);
    const [waiting] = (await scene.as('GET', '/v1/requests?status=waiting')).body.data;
    await scene.webhook(replyValue({ ...writes, text: 'STOP' }));
    expect((await scene.waitForStatus(waiting.request_id, 'completed')).outcome).toBe('left');
    const isOptedOut = async (expected: boolean) => {
      for (const each of names) expect([each, (await dataUnder(scene, each)).opted_out]).toEqual([each, expected]);
    };
    for (const name of names) {
      await isOptedOut(true);
      expect(await send(scene, name, writtenAt)).toBe('opted_out');
      await scene.as('POST', `/v1/users/${encodeURIComponent(name)}/opt_in`);
      await isOptedOut(false);
      expect(await send(scene, name, writtenAt)).toBe('sent');
      await scene.as('POST', `/v1/users/${encodeURIComponent(name)}/opt_out`);
    }
    await eraseBy(scene, names[1] ?? '', names);
  });

  if (keys === 2) return;
  test('erasing them by the third key erases them under every key', async () => {
    const scene = await newScene();
    const { names, writes } = await learn(scene);
    await scene.webhook(replyValue({ ...writes, wamid: newWamid(), text: 'STOP' }));
    await until(async () => expect((await dataUnder(scene, names[0] ?? '')).opted_out).toBe(true));
    await eraseBy(scene, names[2] ?? '', names);
  });
});
