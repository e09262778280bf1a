import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { InboundEvent } from '../../src/domain/inbound-event';
import worker from '../../src/index';
import { metaBytes, metaSignature } from '../standins/meta-webhooks';
import { APP_SECRET } from './app-secret';

const KILOBYTE = 1_000;
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * The Worker with a queue that only holds what it is given, within the limits of the real one: the test says when it is
 * applied, in which batches, and how often. `instead` replaces other bindings.
 */
export function stubInboundQueue(instead: Partial<Env> = {}) {
  const held: InboundEvent[] = [];
  const INBOUND = {
    send: (body: InboundEvent) => INBOUND.sendBatch([{ body }]),
    async sendBatch(messages: Iterable<MessageSendRequest<InboundEvent>>) {
      const bodies = [...messages].map(({ body }) => body);
      if (bodies.length > 100 || bytesOf(bodies) > 256 * KILOBYTE) throw new Error('the batch is too large');
      if (bodies.some((body) => bytesOf(body) > 127 * KILOBYTE)) throw new Error('a message is too large');
      // As a queue does, which writes and reads JSON.
      held.push(...(JSON.parse(JSON.stringify(bodies)) as InboundEvent[]));
    },
  };
  const heldEnv: Env = { ...env, INBOUND: INBOUND as unknown as Queue, ...instead };

  return {
    held,

    async post(body: unknown, secret = APP_SECRET): Promise<number> {
      const bytes = metaBytes(body);
      const context = createExecutionContext();
      const request = new Request('https://aisac.test/webhook/facebook/', {
        method: 'POST',
        headers: { 'x-hub-signature-256': await metaSignature(bytes, secret) },
        body: bytes,
      });
      const { status } = await worker.fetch(request, heldEnv, context);
      await waitOnExecutionContext(context);
      return status;
    },

    /** Applies one batch; gives what the consumer wants again later. */
    async consume(
      bodies: InboundEvent[] = held.splice(0, 100),
      { queue = 'inbound', attempts = 1 } = {},
    ): Promise<InboundEvent[]> {
      const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts, body }));
      const batch = createMessageBatch(queue, messages);
      const context = createExecutionContext();
      await worker.queue(batch, heldEnv, context);
      const { retryMessages } = await getQueueResult(batch, context);
      return retryMessages.map(({ msgId }) => bodies[Number(msgId.slice(1))] as InboundEvent);
    },

    /** Applies all that is held, and what that queues; gives what the consumer wants again later. */
    async consumeAll(): Promise<InboundEvent[]> {
      const later: InboundEvent[] = [];
      while (held.length > 0) later.push(...(await this.consume()));
      return later;
    },
  };
}
