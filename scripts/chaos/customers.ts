import { setTimeout as sleep } from 'node:timers/promises';
import {
  metaBytes,
  metaDelivery,
  metaSignature,
  newWamid,
  type ReplySpec,
  replyValue,
  statusValue,
} from '../../test/standins/meta-webhooks.ts';
import { phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { NumberAccount } from './accounts.ts';
import type { Caller } from './caller.ts';
import type { WebhookSenders } from './webhook-senders.ts';

const POLL_MS = 300;
const STATUSES = ['sent', 'delivered', 'read'] as const;
/** How long a phone is switched off: longer than the minute after which a message with a lost answer is sent again. */
const SWITCHED_OFF_MS = 75_000;

type Sent = { at: number; wamid: string; body: any };
/** A message that the Worker sent, and when it reached the customer's phone. */
export type Question = { account: NumberAccount; arrivals: Sent[]; statuses: Set<string>; reply: string | null };

/** Plays the customers and their phones: statuses in any order, some late, some twice; one reply to each question. */
export function customers(
  { world, caller, senders, random }: { world: World; caller: Caller; senders: WebhookSenders; random: () => number },
  accounts: NumberAccount[],
) {
  const questions = new Map<string, Question>();
  const seen = new Set<string>();
  let planned = 0;
  const later = (ms: number, act: () => void): void => {
    planned += 1;
    setTimeout(() => {
      planned -= 1;
      act();
    }, ms);
  };

  function deliver(account: NumberAccount, values: Record<string, unknown>[], events: string[]): void {
    const bytes = metaBytes(metaDelivery(account.number, ...values));
    const body = new TextDecoder().decode(bytes);
    const post = async () => {
      const headers = { 'x-hub-signature-256': await metaSignature(bytes, account.number.app_secret) };
      return caller.once('POST', '/webhook/facebook/', { headers, body });
    };
    senders.deliver(account, events, post, random() < 0.2 ? 2 : 1);
  }

  function status(account: NumberAccount, { wamid, body }: Sent, names: string[]): void {
    const spec = { wamid, recipient: String(body.to), callback: body.biz_opaque_callback_data };
    deliver(
      account,
      names.map((name) => statusValue({ ...spec, status: name })),
      names.map((name) => `${wamid} ${name}`),
    );
  }

  function answer(account: NumberAccount, { wamid: asked, body }: Sent, question: Question): void {
    const wamid = newWamid();
    question.reply = wamid;
    const buttons = body.template.components.filter(({ type }: { type: string }) => type === 'button');
    const pressed = { payload: buttons[0].parameters[0].payload, text: 'Confermo' };
    const reply: ReplySpec = random() < 0.8 ? { button: pressed } : { text: 'Sì', context_wamid: asked };
    deliver(account, [replyValue({ from: String(body.to), wamid, ...reply })], [wamid]);
  }

  function arrive(account: NumberAccount, sent: Sent): void {
    const id = String(sent.body.biz_opaque_callback_data);
    const known = questions.get(id);
    const question = known ?? { account, arrivals: [], statuses: new Set(), reply: null };
    questions.set(id, question);
    question.arrivals.push(sent);
    const off = random() < 0.1 ? SWITCHED_OFF_MS : 0;
    for (const name of STATUSES) question.statuses.add(name);
    if (random() < 0.3) later(off + random() * 3_000, () => status(account, sent, ['delivered', 'sent', 'read']));
    else for (const name of STATUSES) later(off + random() * 3_000, () => status(account, sent, [name]));
    if (!known) later(off + 500 + random() * 4_000, () => answer(account, sent, question));
  }

  async function poll(): Promise<void> {
    for (const account of accounts) {
      for (const sent of (await phone(world.meta, account.number.phone_number_id).sent()) as Sent[]) {
        if (seen.has(sent.wamid)) continue;
        seen.add(sent.wamid);
        arrive(account, sent);
      }
    }
  }

  const stopped = new AbortController();
  const watching = (async () => {
    for (; !stopped.signal.aborted; await sleep(POLL_MS)) await poll();
  })();
  return {
    questions,
    /** How many statuses and replies are still planned. */
    planned: () => planned,
    async stop(): Promise<void> {
      stopped.abort();
      await watching;
    },
  };
}

export type Customers = ReturnType<typeof customers>;
