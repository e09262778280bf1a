import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  metaBytes,
  metaDelivery,
  metaSignature,
  newWamid,
  replyValue,
  statusValue,
} from '../../test/standins/meta-webhooks.ts';
import { callJson, phone } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import type { World } from '../local/world.ts';
import type { Caller } from './caller.ts';
import type { ChatAccount } from './chat-account.ts';
import type { WebhookSenders } from './webhook-senders.ts';

const CHATS_AT_ONCE = 6;
const POLL_MS = 500;
const FAULTS = [{ status: 500 }, { reset: true }, { status: 503, headers: { 'retry-after': '1' } }];

/** A customer who asks, and what the API has promised to the person who answers: each answer by its client id, and a hand-over for some. */
export type Chat = { phone: string; question: string; answers: string[]; requestId: string | null };

/**
 * Plays `count` customers who write what no flow waits for. A person answers each twice by the API, with client ids that are used
 * again when no response comes, and some calls twice at once. Every second customer's flow is handed over and resumed.
 */
export function chats(
  { world, caller, senders, random }: { world: World; caller: Caller; senders: WebhookSenders; random: () => number },
  account: ChatAccount,
  count: number,
) {
  const all = Array.from({ length: count }, (_, n): Chat => {
    return { phone: `39348${String(n).padStart(7, '0')}`, question: newWamid(), answers: [], requestId: null };
  });
  const unexpected: string[] = [];
  const { headers, number } = account;
  const reported = new Set<string>();
  let ended = 0;

  function deliver(value: Record<string, unknown>, event: string): void {
    const bytes = metaBytes(metaDelivery(number, value));
    const post = async () => {
      const signature = await metaSignature(bytes, number.app_secret);
      return caller.once('POST', '/webhook/facebook/', {
        headers: { 'x-hub-signature-256': signature },
        body: new TextDecoder().decode(bytes),
      });
    };
    senders.deliver(account, [event], post, random() < 0.2 ? 2 : 1);
  }

  async function conversationOf(customer: string): Promise<string> {
    for (;;) {
      const { data } = await caller.must('GET', `/v1/conversations?q=${customer}`, { headers });
      if (data[0]) return data[0].conversation_id;
      await sleep(POLL_MS);
    }
  }

  async function answer(chat: Chat, path: string, n: number): Promise<void> {
    const clientId = `${chat.phone}-${n}`;
    chat.answers.push(clientId);
    const body = { client_id: clientId, text: clientId };
    const send = () => caller.insist('POST', path, { headers, body });
    const results = await Promise.all(random() < 0.3 ? [send(), send()] : [send()]);
    const ids = new Set(results.map(({ json }) => json?.message_id));
    if (results.some(({ status }) => status !== 201) || ids.size > 1)
      unexpected.push(`${clientId}: ${results.map(({ status, text }) => `${status} ${text.slice(0, 200)}`).join()}`);
  }

  async function handOver(chat: Chat): Promise<void> {
    const { request_id: requestId } = await caller.must('POST', '/v1/createRequest', {
      headers: { ...headers, 'idempotency-key': randomUUID() },
      body: { flow: 'help', user_key: `+${chat.phone}` },
    });
    chat.requestId = requestId;
    for (;;) {
      const { waiting_for: waitsFor, status } = await caller.must('GET', `/v1/getRequest?request_id=${requestId}`, {
        headers,
      });
      if (status === 'completed') return;
      // A resumption whose response was lost has been made.
      if (waitsFor === 'person' || status === 'waiting')
        await caller.insist('PATCH', `/v1/requests/${requestId}`, { headers, body: { resume: 'done' } });
      await sleep(POLL_MS);
    }
  }

  async function talk(chat: Chat): Promise<void> {
    try {
      deliver(replyValue({ from: chat.phone, wamid: chat.question, text: 'Dov’è il mio pacco?' }), chat.question);
      const path = `/v1/conversations/${await conversationOf(chat.phone)}`;
      for (const n of [1, 2]) await answer(chat, `${path}/messages`, n);
      if (all.indexOf(chat) % 2 === 0) await handOver(chat);
      await caller.must('PATCH', path, { headers, body: { state: 'done' } });
    } catch (error) {
      unexpected.push(`${chat.phone}: ${String(error)}`);
    }
    ended += 1;
  }

  /** Reports what the customers' phones got, by which a lost answer of Meta is settled. */
  async function reportArrivals(): Promise<void> {
    for (const { wamid, body } of await phone(world.meta, number.phone_number_id).sent()) {
      if (reported.has(wamid)) continue;
      reported.add(wamid);
      const spec = { wamid, recipient: String(body.to), callback: body.biz_opaque_callback_data };
      deliver(statusValue({ ...spec, status: 'delivered' }), `${wamid} delivered`);
    }
  }

  const stopped = new AbortController();
  const watching = (async () => {
    for (; !stopped.signal.aborted; await sleep(POLL_MS)) {
      await reportArrivals();
      if (ended < count && random() < 0.2) {
        const fault = FAULTS[Math.floor(random() * FAULTS.length)];
        await callJson('PUT', account.receiver, { body: { behaviour: { updateObject: [fault] } } });
      }
    }
  })();
  return {
    all,
    unexpected,
    talked: callAll(all, CHATS_AT_ONCE, talk),
    /** How many conversations have not ended. */
    planned: () => count - ended,
    async stop(): Promise<void> {
      stopped.abort();
      await watching;
    },
  };
}

export type Chats = ReturnType<typeof chats>;
