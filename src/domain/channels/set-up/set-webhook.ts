import { z } from 'zod';
import type { SetUpResult } from '../../../db/schema';
import { type MetaCalls, MetaUnavailable } from './meta-calls';
import { done, notDone } from './set-up-steps';

const OBJECT = 'whatsapp_business_account';
/** The fields without which events of messages, templates or the account would be missed. */
const REQUIRED_FIELDS = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'account_update',
  'account_review_update',
  'account_alerts',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'security',
  'user_preferences',
];
/** Fields that Meta may refuse to an app that is not set up for them. */
const OPTIONAL_FIELDS = ['smb_message_echoes', 'smb_app_state_sync', 'history', 'messaging_handovers', 'standby'];
/** Meta's code for an invalid parameter, such as a field that the app may not subscribe to. */
const INVALID_PARAMETER = 100;

const Subscriptions = z.looseObject({
  data: z.array(
    z.looseObject({
      object: z.string(),
      callback_url: z.string().optional(),
      active: z.boolean().optional(),
      fields: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).catch([]),
    }),
  ),
});

/** `isOurs` is null if Meta has not said where the app's callback leads. */
export type WebhookState = { result: SetUpResult; isOurs: boolean | null };
export type Callback = { url: string; verifyToken: string };

/** Returns an address in the form in which two of the same place are equal: merchants write it with and without the last slash. */
const placeOf = (url: string): string => {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}${search}`;
};
export const isSamePlace = (one: string, other: string): boolean => placeOf(one) === placeOf(other);

/**
 * Makes the app send its webhooks here, with all fields. A callback that leads elsewhere is another system's and stays: then
 * `isOurs` is false, and the account's own callback is to be used.
 */
export async function setWebhook(
  { asApp }: { asApp: MetaCalls },
  appId: string,
  callback: Callback,
): Promise<WebhookState> {
  const path = `${encodeURIComponent(appId)}/subscriptions`;
  const read = await asApp.get(path);
  if (read.kind === 'refused') {
    const detail = `The app's webhooks cannot be read: ${read.detail}`;
    return { result: notDone('failed', 'merchant', read.code, detail), isOurs: null };
  }
  const subscriptions = Subscriptions.safeParse(read.body).data;
  // Without a list it is not known where the callback leads, and another system's must not be overwritten.
  if (!subscriptions) throw new MetaUnavailable('unavailable', 'unreadable');
  const current = subscriptions.data.find(({ object }) => object === OBJECT);
  const url = current?.callback_url ?? '';
  if (url !== '' && !isSamePlace(url, callback.url)) {
    const detail =
      `The app's callback leads to ${url.slice(0, 200)} and stays as it is. Messages of this account come here by a callback of its ` +
      'own; changes of templates and of the account go to the other address, so they are only seen when they are read.';
    return { result: done('us', detail, 'callback_of_account'), isOurs: false };
  }
  const present = (current?.fields ?? []).map((field) => (typeof field === 'string' ? field : field.name));
  const isComplete = current?.active !== false && REQUIRED_FIELDS.every((field) => present.includes(field));
  if (url !== '' && isComplete) return { result: done('us', 'The app sends its webhooks here'), isOurs: true };
  const subscribe = (fields: string[]) =>
    asApp.post(path, {
      object: OBJECT,
      callback_url: callback.url,
      verify_token: callback.verifyToken,
      // Meta does not say whether fields that are left out stay.
      fields: [...new Set([...present, ...fields])].join(','),
      include_values: true,
    });
  let answer = await subscribe([...REQUIRED_FIELDS, ...OPTIONAL_FIELDS]);
  if (answer.kind === 'refused' && answer.metaCode === INVALID_PARAMETER) answer = await subscribe(REQUIRED_FIELDS);
  if (answer.kind === 'ok') return { result: done('us', 'The app sends its webhooks here'), isOurs: true };
  const code = answer.metaCode === 2200 ? 'callback_not_verified' : answer.code;
  return { result: notDone('failed', 'us', code, `Meta does not accept the callback: ${answer.detail}`), isOurs: null };
}
