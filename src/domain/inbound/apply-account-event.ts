import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty, objectsIn, textOrNull } from '../../shared/json/read-json';
import { identityOf, userKeyOf } from '../customers/identity';
import { resolveSender } from '../customers/sender';
import { eventTime } from '../events/event-time';
import { rawEvent } from '../events/raw-event';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';
import { applyAccount, applyNumber, applyReview, applySecurity } from './account/apply-channel-event';
import { applyTemplate } from './account/apply-template-event';
import { applyStatuses } from './apply-statuses';
import { applyEchoes } from './threads/apply-echoes';
import { applyHandover } from './threads/apply-handover';
import { applyStandby } from './threads/apply-standby';

/** Applies the events of one of Meta's fields; false if there was nothing to apply. */
type ApplyField = (deps: Deps, event: WebhookEvent, value: JsonObject) => Promise<boolean>;

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
  phone_number_name_update: applyNumber,
  business_capability_update: applyReview,
  account_review_update: applyReview,
  security: applySecurity,
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
