import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { InboundEvent } from '../../src/domain/inbound-event';
import worker from '../../src/index';
import { metaBytes, metaSignature } from '../standins/meta-webhooks';
import { APP_SECRET } from './app-secret';

const KILOBYTE = 1_000;
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * Runs the Worker with an inbound queue that only stores its messages, within the limits of a real queue. The test decides
 * when, in which batches and how often they are delivered. `overrides` replaces other bindings.
 */
export function stubInboundQueue(overrides: Partial<Env> = {}) {
  const queued: InboundEvent[] = [];
  const INBOUND = {
    send: (body: InboundEvent) => INBOUND.sendBatch([{ body }]),
    async sendBatch(messages: Iterable<MessageSendRequest<InboundEvent>>) {
      const bodies = [...messages].map(({ body }) => body);
      if (bodies.length > 100 || bytesOf(bodies) > 256 * KILOBYTE) throw new Error('The batch is too large');
      if (bodies.some((body) => bytesOf(body) > 127 * KILOBYTE)) throw new Error('A message is too large');
      // A real queue serializes messages to JSON.
      queued.push(...(JSON.parse(JSON.stringify(bodies)) as InboundEvent[]));
    },
  };
  const stubEnv: Env = { ...env, INBOUND: INBOUND as unknown as Queue, ...overrides };

  return {
    queued,

    async post(body: unknown, secret = APP_SECRET): Promise<number> {
      const bytes = metaBytes(body);
      const context = createExecutionContext();
      const request = new Request('https://aisac.test/webhook/facebook/', {
        method: 'POST',
        headers: { 'x-hub-signature-256': await metaSignature(bytes, secret) },
        body: bytes,
      });
      const { status } = await worker.fetch(request, stubEnv, context);
      await waitOnExecutionContext(context);
      return status;
    },

    /** Delivers one batch and returns the messages that the consumer retries. */
    async consume(
      bodies: InboundEvent[] = queued.splice(0, 100),
      { queue = 'inbound', attempts = 1 } = {},
    ): Promise<InboundEvent[]> {
      const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts, body }));
      const batch = createMessageBatch(queue, messages);
      const context = createExecutionContext();
      await worker.queue(batch, stubEnv, context);
      const { retryMessages } = await getQueueResult(batch, context);
      return retryMessages.map(({ msgId }) => bodies[Number(msgId.slice(1))] as InboundEvent);
    },

    /** Delivers all messages, and those they queue, and returns the messages that the consumer retries. */
    async consumeAll(): Promise<InboundEvent[]> {
      const retried: InboundEvent[] = [];
      while (queued.length > 0) retried.push(...(await this.consume()));
      return retried;
    },
  };
}
