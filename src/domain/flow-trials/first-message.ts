import type { Channel } from '../../db/channels/channels';
import type { JsonObject } from '../../shared/json/json';
import { SENDABLE_TEMPLATE_STATUSES } from '../../shared/messages/template-statuses';
import { resolveChannel } from '../channels/resolve-channel';
import { messageChargeType } from '../charges/message-charge';
import { priceCharge } from '../charges/price-charge';
import type { OutgoingMessage } from '../messages/outgoing-message';
import type { Context, Deps } from '../ports';
import { type FlowPreview, previewFlow } from '../simulation/preview-flow';
import type { Scenario } from '../simulation/scenario';

/** Why a flow's first message cannot be sent to a phone now. */
export type TrialObstacle = 'no_channel' | 'no_message' | 'needs_window' | 'template_not_ready';

/** The first message that a flow sends for a made-up order. */
export type FirstMessage = {
  preview: FlowPreview;
  channel: Channel | undefined;
  message: OutgoingMessage | null;
  obstacle: TrialObstacle | null;
  /** In millionths; null where the account has no price for it. */
  price: number | null;
};

/** Returns whether Meta sends a template of the channel now. */
async function isReady(
  deps: Pick<Deps, 'templates'>,
  channel: Channel,
  { name, language }: Extract<OutgoingMessage, { kind: 'template' }>,
): Promise<boolean> {
  const listed = await deps.templates.list(channel);
  const template = listed.find((each) => each.name === name && each.language === language);
  return template !== undefined && SENDABLE_TEMPLATE_STATUSES.includes(template.status.toUpperCase());
}

/** Simulates a flow up to its first message. Fails with validation_failed. */
export async function firstMessageOf(
  deps: Pick<Deps, 'channels' | 'flows' | 'now' | 'stores' | 'templates'>,
  context: Context,
  { key, definition, scenario }: { key: string; definition: JsonObject; scenario: Scenario },
): Promise<FirstMessage> {
  const { accountId, priceList } = context.account;
  const { channel: channelId } = definition;
  const [preview, channel] = await Promise.all([
    previewFlow(deps, context, { key, definition, scenario, pausesFrom: 0 }),
    resolveChannel(deps, { accountId, channelId }),
  ]);
  const { sent, messages, error } = preview.transcript;
  const message = sent[0]?.message ?? null;
  const price = priceCharge(messageChargeType(messages[0]?.category ?? 'marketing'), priceList);
  const first = { preview, channel, message, price: price.ok ? price.amount : null };
  if (!channel) return { ...first, obstacle: 'no_channel' };
  if (error?.code === 'outside_window') return { ...first, obstacle: 'needs_window' };
  if (!message) return { ...first, obstacle: 'no_message' };
  const isSendable = message.kind !== 'template' || (await isReady(deps, channel, message));
  return { ...first, obstacle: isSendable ? null : 'template_not_ready' };
}
