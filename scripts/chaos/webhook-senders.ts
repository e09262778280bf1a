import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../local/account.ts';
import type { Answer } from '../local/api.ts';
import type { Caller } from './caller.ts';

/** The pause before a sender repeats a delivery that was not answered 200. */
const PAUSE_MS = 500;

/** One delivery of Meta or Shopify, with the names of its events as `GET /v1/inbound_events` shows them. */
type Delivery = {
  account: Account;
  events: string[];
  post: () => Promise<Answer | null>;
  /** How many are sent at once: senders repeat themselves. */
  copies: number;
  /** Which start of the Worker answered 200. */
  acceptedBy: number | null;
};

const nameOf = ({ about }: { about: { wamid?: string; status?: string; webhook_id?: string } }): string =>
  about.webhook_id ?? (about.status ? `${about.wamid} ${about.status}` : String(about.wamid));

/**
 * Sends the webhooks of Meta and Shopify, each until it is answered 200. Local queues live in memory, so deliveries that a
 * killed Worker answered 200 and never applied are sent again, and counted.
 */
export function webhookSenders({ all }: Caller, starts: () => number) {
  const deliveries: Delivery[] = [];
  const applied = new Set<string>();
  const counts = { sent: 0, doubled: 0, repeated: 0, resent: 0 };
  const unexpected: string[] = [];

  async function send(delivery: Delivery): Promise<void> {
    for (;;) {
      const start = starts();
      const answers = await Promise.all(Array.from({ length: delivery.copies }, delivery.post));
      if (answers.some((answer) => answer?.status === 200)) {
        delivery.acceptedBy = start;
        return;
      }
      const wrong = answers.find((answer) => answer && answer.status < 500);
      if (wrong) unexpected.push(`${delivery.events.join()}: ${wrong.status} ${wrong.text}`);
      counts.repeated += 1;
      await sleep(PAUSE_MS);
    }
  }

  const isApplied = ({ events }: Delivery): boolean => events.every((event) => applied.has(event));

  /** Reads which events the Worker shows as applied. */
  async function refresh(): Promise<void> {
    for (const account of new Set(deliveries.map((delivery) => delivery.account))) {
      const missing = deliveries.filter((each) => each.account === account && !isApplied(each));
      const names = new Set(missing.flatMap(({ events }) => events.filter((event) => !applied.has(event))));
      if (names.size === 0) continue;
      await all('/v1/inbound_events?state=applied', account.headers, (page) => {
        for (const name of page.map(nameOf)) {
          applied.add(name);
          names.delete(name);
        }
        return names.size === 0;
      });
    }
  }

  return {
    counts,
    unexpected,
    deliveries,
    applied,

    deliver(account: Account, events: string[], post: Delivery['post'], copies = 1): void {
      const delivery: Delivery = { account, events, post, copies, acceptedBy: null };
      deliveries.push(delivery);
      counts.sent += 1;
      if (copies > 1) counts.doubled += 1;
      void send(delivery);
    },

    /** Sends again what an earlier start accepted and never applied. */
    async resend(): Promise<void> {
      await refresh();
      const now = starts();
      for (const delivery of deliveries) {
        if (delivery.acceptedBy === null || delivery.acceptedBy >= now || isApplied(delivery)) continue;
        counts.resent += 1;
        delivery.acceptedBy = null;
        void send(delivery);
      }
    },

    /** Returns the events that are not applied yet. */
    async unapplied(): Promise<string[]> {
      await refresh();
      return deliveries.flatMap(({ events }) => events.filter((event) => !applied.has(event)));
    },
  };
}

export type WebhookSenders = ReturnType<typeof webhookSenders>;
