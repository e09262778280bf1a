import { z } from 'zod';
import type { SetUpResult } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json/json';
import { type MetaCalls, MetaUnavailable } from './meta-calls';
import { done, notDone } from './set-up-steps';
import { type Callback, isSamePlace } from './set-webhook';

const Apps = z.looseObject({
  data: z.array(
    z.looseObject({
      whatsapp_business_api_data: z.looseObject({ id: z.coerce.string() }).optional(),
      override_callback_uri: z.string().optional(),
    }),
  ),
});

/**
 * Subscribes the app to the account: without it nothing arrives. Where the app's own callback leads elsewhere, the account gets
 * one of its own, unless it has one that leads elsewhere too, which stays.
 */
export async function subscribeApp(
  { asUser }: { asUser: MetaCalls },
  { wabaId, appId, needsOwnCallback }: { wabaId: string; appId: string; needsOwnCallback: boolean },
  callback: Callback,
): Promise<SetUpResult> {
  const path = `${encodeURIComponent(wabaId)}/subscribed_apps`;
  const read = await asUser.get(path);
  if (read.kind === 'refused') {
    return notDone('failed', 'merchant', read.code, `The subscribed apps cannot be read: ${read.detail}`);
  }
  const apps = Apps.safeParse(read.body).data;
  // Without a list it is not known whether the account has another system's callback.
  if (!apps) throw new MetaUnavailable('unavailable', 'unreadable');
  const own = apps.data.find(({ whatsapp_business_api_data: app }) => app?.id === appId);
  const override = own?.override_callback_uri ?? '';
  if (override !== '' && !isSamePlace(override, callback.url)) {
    const detail = `The account's messages go to ${override.slice(0, 200)}, which another system has set, and stays: remove it there, or use another app`;
    return notDone('failed', 'merchant', 'callback_taken', detail, { url: override.slice(0, 200) });
  }
  if (own && (!needsOwnCallback || override !== '')) return done('us', 'The app is subscribed to the account');
  const payload: JsonObject = needsOwnCallback
    ? { override_callback_uri: callback.url, verify_token: callback.verifyToken }
    : {};
  const answer = await asUser.post(path, payload);
  return answer.kind === 'ok'
    ? done('us', 'The app is subscribed to the account')
    : notDone('failed', 'merchant', answer.code, `The app could not be subscribed: ${answer.detail}`);
}
