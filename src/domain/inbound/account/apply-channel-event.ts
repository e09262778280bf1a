import type { Channel } from '../../../db/channels/channels';
import type { ChannelLimit } from '../../../db/schema';
import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { numberOrNull, objectOrEmpty, objectsIn, textOrEmpty, textOrNull } from '../../../shared/json/read-json';
import { markBroken } from '../../channels/mark-broken';
import { refreshNumber } from '../../channels/set-up/refresh-number';
import { notDone } from '../../channels/set-up/set-up-steps';
import { wakeSuspendedRuns } from '../../channels/wake-suspended-runs';
import type { WebhookEvent } from '../../inbound-event';
import type { Deps } from '../../ports';

const MAX_REASON_LENGTH = 60;
const reasonOf = (text: string): string => text.toLowerCase().slice(0, MAX_REASON_LENGTH);

async function findChannels(
  deps: Pick<Deps, 'channels'>,
  { account_id: accountId, waba_id: wabaId }: WebhookEvent,
): Promise<Channel[]> {
  const channels = wabaId === null ? [] : await deps.channels.findByWaba(wabaId);
  return channels.filter((channel) => channel.accountId === accountId);
}

const digitsOf = (value: unknown): string => textOrEmpty(value).replaceAll(/\D/g, '');

/** Meta sends the displayed number, not its id: it is ambiguous if none of several channels is known to have it. */
async function findByNumber(
  deps: Pick<Deps, 'channels'>,
  event: WebhookEvent,
  value: JsonObject,
): Promise<Channel | undefined> {
  const channels = await findChannels(deps, event);
  const displayed = digitsOf(value.display_phone_number);
  const isDisplayed = ({ quality, setUp }: Channel) =>
    displayed !== '' && (quality?.number === displayed || digitsOf(setUp?.number.display_phone_number) === displayed);
  return channels.length === 1 ? channels[0] : channels.find(isDisplayed);
}

const NUMBER_FACTS = ['event', 'current_limit', 'max_daily_conversations_per_business'];

/** Stores what Meta reports of a number's quality or name, and reads the number again. */
export async function applyNumber(deps: Deps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const channel = await findByNumber(deps, event, value);
  if (!channel) return false;
  const { accountId, channelId, quality } = channel;
  const reported = NUMBER_FACTS.flatMap((name) => {
    const fieldText = textOrNull(value[name]);
    return fieldText === null ? [] : [[name, fieldText.slice(0, 100)] as const];
  });
  if (reported.length > 0) {
    const merged = { ...quality, ...Object.fromEntries(reported), at: event.received_at };
    await deps.channels.update({ accountId, channelId, set: { quality: merged } });
  }
  const isRejected = value.decision === 'REJECTED';
  const why = textOrNull(value.rejection_reason)?.slice(0, 100) ?? 'no reason given';
  const detail = `Meta has rejected the display name (${why}): choose another one in WhatsApp Manager`;
  const display_name = notDone('failed', 'merchant', 'name_rejected', detail);
  await refreshNumber(deps, channel, isRejected ? { display_name } : {});
  if (isRejected) await deps.channels.warn({ accountId, channelId, reason: 'name_rejected', now: deps.now() });
  return reported.length > 0 || channel.setUp !== null || isRejected;
}

/** Reads the numbers of an account again, whose review or limits have changed. */
export async function applyReview(deps: Deps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const channels = (await findChannels(deps, event)).filter(({ setUp }) => setUp !== null);
  const isRejected = value.decision === 'REJECTED';
  const detail = 'Meta has rejected the WhatsApp Business Account: ask for a review in WhatsApp Manager';
  const health = notDone('failed', 'merchant', 'account_rejected', detail);
  for (const channel of channels) await refreshNumber(deps, channel, isRejected ? { health } : {});
  return channels.length > 0;
}

/** Forgets a PIN that somebody has changed, and warns: the number cannot be registered again with the old one. */
export async function applySecurity(deps: Deps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const name = textOrEmpty(value.event);
  const channel = await findByNumber(deps, event, value);
  if (!channel || (name !== 'PIN_CHANGED' && name !== 'PIN_RESET_REQUEST')) return false;
  const { accountId, channelId, setUp } = channel;
  if (name === 'PIN_CHANGED') {
    const detail =
      'The PIN of the number was changed elsewhere: connect again with it as `pin`, or a later registration fails';
    const registration = { state: 'done' as const, by: 'merchant' as const, code: 'pin_changed', detail };
    const changed = setUp ? { setUp: { ...setUp, results: { ...setUp.results, registration } } } : {};
    await deps.channels.saveSetUp(accountId, channelId, { pin: null, ...changed });
  }
  await deps.channels.warn({ accountId, channelId, reason: reasonOf(name), now: deps.now() });
  return true;
}

/** Which messages a restriction of Meta stops; others stop none. */
const LIMITED_KINDS: Record<string, ChannelLimit['kind']> = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: 'template',
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: 'free',
};

const limitsOf = (value: JsonObject): ChannelLimit[] =>
  objectsIn(value.restriction_info, 100).flatMap(({ restriction_type: type, expiration }) => {
    const reason = textOrEmpty(type);
    const kind = Object.hasOwn(LIMITED_KINDS, reason) ? LIMITED_KINDS[reason] : undefined;
    const until = numberOrNull(expiration);
    return kind ? [{ kind, reason: reasonOf(reason), until: until === null ? null : until * 1_000 }] : [];
  });

const BREAKING_EVENTS = new Set([
  'ACCOUNT_DELETED',
  'PARTNER_REMOVED',
  'PARTNER_APP_UNINSTALLED',
  'ACCOUNT_OFFBOARDED',
]);

/** What an account event means for the channels of its WhatsApp Business Account; null for nothing. */
type Effect =
  | { kind: 'broken' | 'warned'; reason: string }
  | { kind: 'restored' }
  | { kind: 'limited'; limits: ChannelLimit[] };

function effectOf(value: JsonObject): Effect | null {
  const ban = isJsonObject(value.ban_info) ? textOrNull(value.ban_info.waba_ban_state) : null;
  const name = textOrNull(value.event);
  if (ban === 'DISABLE' || (name !== null && BREAKING_EVENTS.has(name))) {
    return { kind: 'broken', reason: reasonOf(name ?? 'DISABLED') };
  }
  if (ban === 'REINSTATE' || name === 'ACCOUNT_RECONNECTED') return { kind: 'restored' };
  if (ban === 'SCHEDULE_FOR_DISABLE') return { kind: 'warned', reason: 'schedule_for_disable' };
  if (name === 'ACCOUNT_VIOLATION') {
    const type = textOrNull(objectOrEmpty(value.violation_info).violation_type) ?? 'unknown';
    return { kind: 'warned', reason: reasonOf(`violation_${type}`) };
  }
  if (name !== 'ACCOUNT_RESTRICTION') return null;
  const limits = limitsOf(value);
  return limits.length > 0 ? { kind: 'limited', limits } : null;
}

/** Breaks, restores, limits or warns all channels of a WhatsApp Business Account, as Meta reports. */
export async function applyAccount(deps: Deps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const effect = effectOf(value);
  if (!effect) return false;
  for (const { accountId, channelId } of await findChannels(deps, event)) {
    const now = deps.now();
    if (effect.kind === 'broken') await markBroken(deps, { accountId, channelId, reason: effect.reason });
    else if (effect.kind === 'warned') await deps.channels.warn({ accountId, channelId, reason: effect.reason, now });
    else if (effect.kind === 'limited') await deps.channels.limit({ accountId, channelId, limits: effect.limits, now });
    else {
      const set = { brokenAt: null, brokenReason: null, limits: null, updatedAt: now };
      await deps.channels.update({ accountId, channelId, set });
      await wakeSuspendedRuns(deps, channelId);
    }
  }
  return true;
}
