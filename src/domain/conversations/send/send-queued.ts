import { AppError, type ErrorCode } from '../../../shared/errors/app-error';
import { SERVICE_WINDOW_MS } from '../../../shared/time/service-window';
import type { SendEvent } from '../../inbound-event';
import type { Deps } from '../../ports';
import { type DeliverMessageDeps, deliverMessage, queueSend } from './deliver-message';
import { leaseFor } from './send-message';

/** The rest is queued again, so that one customer does not keep a batch of the queue. */
const MAX_MESSAGES = 20;

type Claimed = Awaited<ReturnType<Deps['unsentMessages']['claim']>>;

/** Returns why a message may no longer be sent; null if it may. */
function refusalOf(
  { message, owner, optedOut, optOutPolicy, lastInboundAt, channel }: Claimed,
  now: number,
): ErrorCode | null {
  const isTemplate = message?.kind === 'template';
  if (!channel) return 'channel_not_found';
  if (owner === 'other_app') return 'not_thread_owner';
  // The category of a template is not read again: after an opt-out none goes.
  if (optedOut && (optOutPolicy === 'strict' || isTemplate)) return 'opted_out';
  return !isTemplate && lastInboundAt + SERVICE_WINDOW_MS <= now ? 'outside_window' : null;
}

/**
 * Sends the messages that wait for a customer, the oldest first, until one must wait again. A message that may no longer be sent
 * fails. A call without a result is not repeated.
 */
export async function sendQueued(
  deps: DeliverMessageDeps,
  { account_id: accountId, message_id: messageId }: Omit<SendEvent, 'type'>,
): Promise<void> {
  const key = { accountId, messageId };
  for (let sent = 0; sent < MAX_MESSAGES; sent += 1) {
    const now = deps.now();
    const claimed = await deps.unsentMessages.claim({ ...key, now, leaseMs: leaseFor(true) });
    const { message, channel, upload } = claimed;
    if (!message) return;
    const refusal = refusalOf(claimed, now);
    if (refusal || !channel) {
      const code = refusal ?? 'channel_not_found';
      const error = { code, detail: new AppError(code).message };
      await deps.unsentMessages.fail({ accountId, messageId: message.messageId, now, error });
      continue;
    }
    const { hasNext } = await deliverMessage(deps, { message, channel, upload });
    if (!hasNext) return;
  }
  await queueSend(deps, key);
}
