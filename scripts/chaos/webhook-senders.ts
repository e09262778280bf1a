import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Caller } from './make-caller.ts';
import type { Account } from './set-up.ts';

/** How often a sender waits before it sends again what was not answered 200. */
const PAUSE_MS = 500;

/** One delivery of Meta's or Shopify's with the names of the events in it, as the account's events show them. */
type Delivery = {
  account: Account;
  events: string[];
  post: () => Promise<Answer | null>;
  /** So many at once: senders repeat themselves. */
  copies: number;
  /** The start of the Worker that answered 200. */
  acceptedBy: number | null;
};

const nameOf = ({ about }: { about: { wamid?: string; status?: string; webhook_id?: string } }): string =>
  about.webhook_id ?? (about.status ? `${about.wamid} ${about.status}` : String(about.wamid));

/**
 * The senders of Meta's and Shopify's webhooks: each delivery is sent until it is answered 200. The local queues are in
 * memory, so after a kill what the killed Worker had answered 200 and not applied is sent again, and counted.
 */
export function webhookSenders({ all }: Caller, starts: () => number) {
  const deliveries: Delivery[] = [];
  const applied = new Set<string>();
  const counts = { sent: 0, twice: 0, refused: 0, again: 0 };
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
      if (wrong) unexpected.push(`${delivery.events.join()}: ${wrong.status} ${JSON.stringify(wrong.body)}`);
      counts.refused += 1;
      await sleep(PAUSE_MS);
    }
  }

  const isApplied = ({ events }: Delivery): boolean => events.every((event) => applied.has(event));

  /** Looks which events the Worker shows as applied. */
  async function look(): Promise<void> {
    for (const account of new Set(deliveries.map((delivery) => delivery.account))) {
      const missing = deliveries.filter((each) => each.account === account && !isApplied(each));
      const names = new Set(missing.flatMap(({ events }) => events.filter((event) => !applied.has(event))));
      if (names.size === 0) continue;
      await all('/v1/events?state=applied', account.headers, (page) => {
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

    tell(account: Account, events: string[], post: Delivery['post'], copies = 1): void {
      const delivery: Delivery = { account, events, post, copies, acceptedBy: null };
      deliveries.push(delivery);
      counts.sent += 1;
      if (copies > 1) counts.twice += 1;
      void send(delivery);
    },

    /** Sends again what an earlier start took and never applied. */
    async sendAgain(): Promise<void> {
      await look();
      const now = starts();
      for (const delivery of deliveries) {
        if (delivery.acceptedBy === null || delivery.acceptedBy >= now || isApplied(delivery)) continue;
        counts.again += 1;
        delivery.acceptedBy = null;
        void send(delivery);
      }
    },

    /** The events that are not applied yet. */
    async unapplied(): Promise<string[]> {
      await look();
      return deliveries.flatMap(({ events }) => events.filter((event) => !applied.has(event)));
    },
  };
}

export type WebhookSenders = ReturnType<typeof webhookSenders>;
