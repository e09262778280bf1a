import type { JsonObject } from '../../../../shared/json/json';
import { pairOf } from '../../../rate/send-pace';
import { type SendAttempt, type SendChannel, type SuspendedSend, suspendedSend } from './send-attempt';

/** If the wait is longer, the run is suspended: a suspended Workflow is not billed. */
const MAX_DELAY_MS = 10_000;

/** Waits for a rate limit slot of the number and the customer. If the wait is long, returns a suspension instead. */
export async function throttleSend(
  { context: { deps, requestId }, at, input }: SendAttempt,
  { channelId }: SendChannel,
  detail: JsonObject,
): Promise<SuspendedSend | null> {
  const slot = { send: `${requestId}:${at.step}:${at.iteration}`, pair: await pairOf(input.to) };
  let delayed = 0;
  for (;;) {
    const maxDelayMs = MAX_DELAY_MS - delayed;
    const { waitMs, isGranted } = await deps.channelRate.reserve(channelId, { ...slot, maxDelayMs });
    const now = deps.now();
    if (waitMs > maxDelayMs) return suspendedSend('pace', { until: now + waitMs, channelId, detail, now });
    if (waitMs > 0) await deps.sleep(waitMs);
    if (isGranted) return null;
    delayed += waitMs;
  }
}
