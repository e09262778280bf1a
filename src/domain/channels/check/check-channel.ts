import { z } from 'zod';
import type { Channel } from '../../../db/channels/channels';
import { hexEncode } from '../../../shared/crypto/encoding';
import { aadFor } from '../../../shared/crypto/encryption';
import { hmacSha256 } from '../../../shared/crypto/hmac';
import { type Check, failed, passed, skipped, warning } from '../../../shared/validation/check';
import type { Context, Deps } from '../../ports';
import { decryptAppSecret } from '../decrypt-app-secret';
import { findChannel } from '../find-channel';

type QueryMeta = (path: string) => ReturnType<Deps['whatsapp']['get']>;
type MetaResult = Awaited<ReturnType<QueryMeta>>;

const REQUIRED_PERMISSIONS = ['whatsapp_business_messaging', 'whatsapp_business_management'];

const Permissions = z.looseObject({ data: z.array(z.looseObject({ permission: z.string(), status: z.string() })) });
const PhoneNumber = z.looseObject({
  display_phone_number: z.string().optional(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
  status: z.string().optional(),
});
const Numbers = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });
const Apps = z.looseObject({
  data: z.array(
    z.looseObject({
      whatsapp_business_api_data: z.looseObject({ id: z.coerce.string(), name: z.string().optional() }).optional(),
      override_callback_uri: z.string().optional(),
    }),
  ),
});

/** The result for a failure that says nothing about the merchant's settings. */
const unreachable = (name: string, { code }: { code: string }): Check =>
  failed(name, `Meta could not be reached (${code}).`, 'Try again in a few minutes; then look at metastatus.com.');

const isUnreachable = (result: MetaResult): boolean =>
  result.kind === 'failed' && (result.metaCode === null || [1, 2, 4, 80007].includes(result.metaCode));

function refusedCheck(
  name: string,
  result: Extract<MetaResult, { kind: 'failed' }>,
  message: string,
  remedy: string,
): Check {
  return isUnreachable(result) ? unreachable(name, result) : failed(name, `${message} (${result.code}).`, remedy);
}

async function checkToken(query: QueryMeta): Promise<{ check: Check; works: boolean }> {
  const result = await query('me?fields=id,name');
  if (result.kind === 'found') return { check: passed('access_token', 'Meta accepts the token.'), works: true };
  const remedy =
    'Make a token of a system user that does not expire (Business settings, System users), and PATCH it into the channel as access_token.';
  return { check: refusedCheck('access_token', result, 'Meta does not accept the token', remedy), works: false };
}

async function checkPermissions(query: QueryMeta): Promise<Check> {
  const result = await query('me/permissions');
  if (result.kind === 'failed') {
    return refusedCheck('permissions', result, 'The permissions cannot be read', 'Check the token.');
  }
  const { data } = Permissions.safeParse(result.body);
  const granted = (data?.data ?? []).filter(({ status }) => status === 'granted').map((row) => row.permission);
  const missing = REQUIRED_PERMISSIONS.filter((name) => !granted.includes(name));
  if (missing.length === 0) return passed('permissions', `The token has ${granted.join(', ')}.`);
  return failed(
    'permissions',
    `The token lacks ${missing.join(' and ')}.`,
    'Make a new token of the system user with both permissions, and give that user the app and the WhatsApp account as assets.',
  );
}

async function checkNumber(
  query: QueryMeta,
  { phoneNumberId, wabaId }: Pick<Channel, 'phoneNumberId' | 'wabaId'>,
): Promise<Check[]> {
  const result = await query(
    `${encodeURIComponent(phoneNumberId)}?fields=display_phone_number,verified_name,quality_rating,status`,
  );
  if (result.kind === 'failed') {
    const remedy =
      'Copy the phone number ID from WhatsApp > API setup (it is not the number itself), and give the system user that WhatsApp account.';
    return [
      refusedCheck('phone_number', result, 'Meta does not show the number to this token', remedy),
      skipped('waba', 'The number could not be read.'),
    ];
  }
  const number = PhoneNumber.safeParse(result.body).data ?? {};
  const name = `${number.display_phone_number ?? phoneNumberId} (${number.verified_name ?? 'no name'})`;
  const registered = number.status === undefined || number.status === 'CONNECTED';
  const state = registered
    ? number.quality_rating === 'RED'
      ? warning(
          'phone_number',
          `${name} has a red quality rating.`,
          'Send fewer messages, and only to customers who want them: Meta limits or blocks such a number.',
        )
      : passed('phone_number', `${name} is registered.`)
    : failed(
        'phone_number',
        `${name} is ${number.status}.`,
        'Register the number with its PIN (POST /{phone-number-id}/register) or verify it in WhatsApp Manager.',
      );
  const owned = await query(`${encodeURIComponent(wabaId)}/phone_numbers?fields=id&limit=100`);
  if (owned.kind === 'failed') {
    const remedy = 'Copy the WhatsApp Business Account ID from WhatsApp > API setup into waba_id.';
    return [
      state,
      refusedCheck('waba', owned, 'Meta does not show the WhatsApp Business Account to this token', remedy),
    ];
  }
  const ids = Numbers.safeParse(owned.body).data?.data.map(({ id }) => id) ?? [];
  return [
    state,
    ids.includes(phoneNumberId)
      ? passed('waba', 'The number belongs to this WhatsApp Business Account.')
      : failed(
          'waba',
          'The number does not belong to this WhatsApp Business Account.',
          'Correct waba_id or phone_number_id.',
        ),
  ];
}

async function checkWebhook(query: QueryMeta, wabaId: string): Promise<Check> {
  const name = 'webhook';
  const result = await query(`${encodeURIComponent(wabaId)}/subscribed_apps`);
  const remedy =
    'Subscribe the app to the account: POST /{waba-id}/subscribed_apps with this token, and in the app under WhatsApp > Configuration give this deployment’s /webhook/facebook/ and subscribe to the field messages.';
  if (result.kind === 'failed') return refusedCheck(name, result, 'The subscriptions cannot be read', remedy);
  const apps = Apps.safeParse(result.body).data?.data ?? [];
  if (apps.length === 0) return failed(name, 'No app is subscribed to the WhatsApp Business Account.', remedy);
  const names = apps.map(({ whatsapp_business_api_data: app }) => app?.name ?? app?.id ?? 'an app').join(', ');
  return passed(name, `Subscribed: ${names}.`);
}

/** Has Meta verify a proof made with the app secret, so that a wrong one is found before a webhook fails. */
async function checkAppSecret(query: QueryMeta, accessToken: string, appSecret: string): Promise<Check> {
  const name = 'app_secret';
  const proof = hexEncode(await hmacSha256(appSecret, accessToken));
  const result = await query(`me?fields=id&appsecret_proof=${proof}`);
  if (result.kind === 'found') return passed(name, 'The app secret belongs to the token’s app.');
  const remedy = 'Copy the app secret from App settings > Basic of the app that made the token.';
  return refusedCheck(name, result, 'Meta does not accept a proof made with the app secret', remedy);
}

/** Checks a channel's settings with Meta and records the result; each failed check says what to do. Takes some seconds. */
export async function checkChannel(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'now' | 'whatsapp'>,
  context: Context,
  channelId: string,
): Promise<{ ok: boolean; checkedAt: number; checks: Check[] }> {
  const channel = await findChannel(deps, context, channelId);
  const checkedAt = deps.now();
  const [accessToken, appSecret] = await Promise.all([
    deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token')),
    decryptAppSecret(deps.encryptor, channel),
  ]);
  const query: QueryMeta = async (path) => deps.whatsapp.get(path, accessToken);
  const token = await checkToken(query);
  const state =
    channel.brokenAt === null
      ? passed('sending', 'The channel can send messages.')
      : failed(
          'sending',
          `The channel is marked as broken (${channel.brokenReason}): its messages wait.`,
          'Fix what Meta reports, then PATCH a new access_token or POST …/resume.',
        );
  const rest = token.works
    ? [
        await checkPermissions(query),
        ...(await checkNumber(query, channel)),
        await checkWebhook(query, channel.wabaId),
        await checkAppSecret(query, accessToken, appSecret),
      ]
    : ['permissions', 'phone_number', 'waba', 'webhook', 'app_secret'].map((name) =>
        skipped(name, 'This needs a working token.'),
      );
  const checks = [token.check, ...rest, state];
  await deps.channels.saveLastCheck(channel.accountId, channelId, { at: checkedAt, checks });
  return { ok: checks.every(({ status }) => status !== 'failed'), checkedAt, checks };
}
