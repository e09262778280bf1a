import { isJsonObject, type JsonObject } from '../../shared/json';
import { objectOrEmpty, objectsIn, textOrNull } from '../../shared/read-json';
import { markBroken } from '../channels/mark-broken';
import { wakeSuspendedRuns } from '../channels/wake-suspended-runs';
import { identityOf, userKeyOf } from '../customers/identity';
import { resolveSender } from '../customers/sender';
import { eventTime } from '../events/event-time';
import { rawEvent } from '../events/raw-event';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';
import { applyStatuses } from './apply-statuses';
import { applyEchoes } from './threads/apply-echoes';
import { applyHandover } from './threads/apply-handover';
import { applyStandby } from './threads/apply-standby';

/** Names of templates have up to 512 characters. */
const MAX_NAME_LENGTH = 512;
const nameOf = (value: unknown): string | null => textOrNull(textOrNull(value)?.slice(0, MAX_NAME_LENGTH));

/** Applies the events of one of Meta's fields; false if there was nothing to apply. */
type ApplyField = (deps: Deps, event: WebhookEvent, value: JsonObject) => Promise<boolean>;

/** Applies a template's status, category or quality: Meta sends them under several fields with different members. */
const applyTemplate: ApplyField = async (deps, { account_id: accountId, waba_id: wabaId }, value) => {
  const [name, language] = [nameOf(value.message_template_name), nameOf(value.message_template_language)];
  if (wabaId === null || name === null || language === null) return false;
  const status = textOrNull(value.event)?.slice(0, 60);
  const category = textOrNull(value.new_category)?.slice(0, 60);
  const quality = textOrNull(value.new_quality_score)?.slice(0, 60);
  const reason = textOrNull(value.reason)?.slice(0, 500);
  const body = textOrNull(value.message_template_element);
  if (status === undefined && category === undefined && quality === undefined && body === null) return false;
  await deps.templates.update({
    accountId,
    wabaId,
    name,
    language,
    set: {
      status,
      category,
      quality,
      ...(status === undefined ? {} : { reason: reason ?? null }),
      updatedAt: deps.now(),
    },
    // Meta sends only the texts of changed components: the list is read again before the next use.
    stale: body !== null,
  });
  return true;
};

async function findChannels(deps: Pick<Deps, 'channels'>, { account_id: accountId, waba_id: wabaId }: WebhookEvent) {
  const channels = wabaId === null ? [] : await deps.channels.findByWaba(wabaId);
  return channels.filter((channel) => channel.accountId === accountId);
}

/** Meta sends the displayed number, not its id: it is ambiguous if none of several channels is known to have it. */
const applyNumber: ApplyField = async (deps, event, value) => {
  const channels = await findChannels(deps, event);
  const displayed = textOrNull(value.display_phone_number)?.replaceAll(/\D/g, '') ?? null;
  const [channel] = channels.length === 1 ? channels : channels.filter(({ quality }) => quality?.number === displayed);
  if (!channel) return false;
  const { accountId, channelId, quality } = channel;
  const reported = ['event', 'current_limit', 'max_daily_conversations_per_business'].flatMap((name) => {
    const fieldText = textOrNull(value[name]);
    return fieldText === null ? [] : [[name, fieldText.slice(0, 100)] as const];
  });
  const merged = { ...quality, ...Object.fromEntries(reported), at: event.received_at };
  await deps.channels.update({ accountId, channelId, set: { quality: merged } });
  return true;
};

const TERMINAL_ACCOUNT_EVENTS = new Set(['ACCOUNT_DELETED', 'PARTNER_REMOVED', 'PARTNER_APP_UNINSTALLED']);

/** Breaks or resumes all channels of a WhatsApp Business Account that Meta disables or reinstates. */
const applyAccount: ApplyField = async (deps, event, value) => {
  const ban = isJsonObject(value.ban_info) ? textOrNull(value.ban_info.waba_ban_state) : null;
  const name = textOrNull(value.event);
  const isBroken = ban === 'DISABLE' || (name !== null && TERMINAL_ACCOUNT_EVENTS.has(name));
  if (!isBroken && ban !== 'REINSTATE') return false;
  for (const { accountId, channelId } of await findChannels(deps, event)) {
    if (isBroken) {
      await markBroken(deps, { accountId, channelId, reason: (name ?? 'DISABLED').toLowerCase().slice(0, 60) });
    } else {
      const set = { brokenAt: null, brokenReason: null, updatedAt: deps.now() };
      await deps.channels.update({ accountId, channelId, set });
      await wakeSuspendedRuns(deps, channelId);
    }
  }
  return true;
};

/** Opts out or in customers who stop or resume marketing messages in WhatsApp itself. */
const applyPreferences: ApplyField = async (deps, event, value) => {
  const { account_id: accountId, channel_id: channelId } = event;
  let applied = false;
  for (const preference of objectsIn(value.user_preferences)) {
    const identity = identityOf([preference.wa_id, preference.user_id]);
    const wish = textOrNull(preference.value);
    if (channelId === null || userKeyOf(identity) === null || (wish !== 'stop' && wish !== 'resume')) continue;
    const names = [identity.phone, identity.userId].filter((name) => name !== null);
    const query = { accountId, channelId, names, payload: null, referencedWamid: null, dedupeKey: event.cause };
    const at = eventTime(preference.timestamp, event.received_at);
    const sender = resolveSender(await deps.inboundMessages.findMatchContext([query]), accountId, identity, at);
    const { waits } = await deps.customers.setOptOut({
      accountId,
      userKey: sender?.userKey ?? '',
      optedOutAt: wish === 'stop' ? at : null,
      optedOutBy: 'meta',
      at,
    });
    await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
    applied = true;
  }
  return applied;
};

/** Applies an event of a thread that another app controls. What Meta reports of our own messages, such as a template, comes here too. */
const applyThreadOfOther: ApplyField = async (deps, event, value) => {
  const applied = await applyStandby(deps, event, value);
  const { statuses, contacts } = objectOrEmpty(value.standby);
  const [contact = null] = objectsIn(contacts);
  // A message that is not found is the other app's.
  await applyStatuses(
    deps,
    objectsIn(statuses).map((item) => ({ ...event, type: 'status', value: item, contact })),
  );
  return applied;
};

const APPLY_BY_FIELD: Record<string, ApplyField> = {
  message_template_status_update: applyTemplate,
  message_template_quality_update: applyTemplate,
  template_category_update: applyTemplate,
  message_template_components_update: applyTemplate,
  phone_number_quality_update: applyNumber,
  account_update: applyAccount,
  user_preferences: applyPreferences,
  smb_message_echoes: applyEchoes,
  message_echoes: applyEchoes,
  standby: applyThreadOfOther,
  messaging_handovers: applyHandover,
};

const customerOf = ({ value }: WebhookEvent): string | null => {
  const standby = objectOrEmpty(value.standby);
  const [first] = [...objectsIn(value.user_preferences), ...objectsIn(value.contacts), ...objectsIn(standby.contacts)];
  return first ? userKeyOf(identityOf([first.wa_id, first.user_id])) : null;
};

/** Applies an event about an account, a number, a template or a customer's preferences, and stores it raw. */
export async function applyAccountEvent(deps: Deps, event: WebhookEvent): Promise<void> {
  const apply = Object.hasOwn(APPLY_BY_FIELD, event.field) ? APPLY_BY_FIELD[event.field] : undefined;
  const applied = (await apply?.(deps, event, event.value)) ?? false;
  await deps.inboundEvents.upsert([rawEvent(event, applied ? 'applied' : 'kept', customerOf(event))]);
}
