import { applyMessage } from '../domain/messages/apply-message';
import { applyStatuses } from '../domain/messages/apply-statuses';
import type { InboundEvent } from '../domain/messages/inbound-event';
import type { Deps } from '../domain/ports';
import { describeError } from '../shared/describe-error';

type Delivery = Message<InboundEvent>;

/** A failed event is tried again after 1, 2, 4 … 256 s, then goes to the dead letters. */
const retryLater = (message: Delivery): void => message.retry({ delaySeconds: 2 ** Math.min(message.attempts - 1, 8) });

async function applyOne(deps: Deps, message: Delivery, apply: () => Promise<void>): Promise<void> {
  try {
    await apply();
    message.ack();
  } catch (error) {
    deps.log('inbound_failed', { type: message.body.type, attempts: message.attempts, error: describeError(error) });
    retryLater(message);
  }
}

async function applyAllStatuses(deps: Deps, messages: Delivery[]): Promise<void> {
  try {
    const again = await applyStatuses(
      deps,
      messages.map(({ body }) => body),
    );
    for (const message of messages) {
      if (again.includes(message.body)) retryLater(message);
      else message.ack();
    }
  } catch {
    // One that can't be applied must not hold up the others.
    for (const message of messages) {
      await applyOne(deps, message, async () => {
        if ((await applyStatuses(deps, [message.body])).length > 0) throw new Error('its message is not known yet');
      });
    }
  }
}

/** Applies what the Meta webhook queued; messages and statuses apart, so that neither waits for the other. */
export async function consumeInbound(deps: Deps, batch: MessageBatch<InboundEvent>): Promise<void> {
  const statuses = batch.messages.filter(({ body }) => body.type === 'status');
  const replies = batch.messages.filter(({ body }) => body.type === 'message');
  await Promise.all([
    applyAllStatuses(deps, statuses),
    ...replies.map((message) => applyOne(deps, message, () => applyMessage(deps, message.body))),
  ]);
}
