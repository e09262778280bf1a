import { z } from 'zod';
import type { Channel } from '../../../db/channels';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';
import { hexEncode } from '../../../shared/encoding';
import { aadFor } from '../../../shared/encryption';
import { hmacSha256 } from '../../../shared/hmac';
import type { Context, Deps } from '../../ports';
import { decryptAppSecret } from '../app-secret';
import { findChannel } from '../change-channel';

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

/** Where Meta could not be asked at all nothing is wrong with the merchant's settings. */
const unreachable = (name: string, { code }: { code: string }): Check =>
  failed(name, `Meta could not be asked (${code}).`, 'Try again in a few minutes; then look at metastatus.com.');

const isUnreachable = (asked: MetaResult): boolean =>
  asked.kind === 'failed' && (asked.metaCode === null || [1, 2, 4, 80007].includes(asked.metaCode));

function refusedCheck(
  name: string,
  asked: Extract<MetaResult, { kind: 'failed' }>,
  message: string,
  mend: string,
): Check {
  return isUnreachable(asked) ? unreachable(name, asked) : failed(name, `${message} (${asked.code}).`, mend);
}

async function checkToken(ask: QueryMeta): Promise<{ check: Check; works: boolean }> {
  const asked = await ask('me?fields=id,name');
  if (asked.kind === 'found') return { check: passed('access_token', 'Meta knows the token.'), works: true };
  const mend =
    'Make a token of a system user that does not expire (Business settings, System users), and PATCH it into the channel as access_token.';
  return { check: refusedCheck('access_token', asked, 'Meta does not accept the token', mend), works: false };
}

async function checkPermissions(ask: QueryMeta): Promise<Check> {
  const asked = await ask('me/permissions');
  const read = asked.kind === 'found' ? Permissions.safeParse(asked.body) : null;
  if (asked.kind === 'failed') {
    return refusedCheck('permissions', asked, 'The permissions can not be read', 'Check the token.');
  }
  const granted = (read?.data?.data ?? []).filter(({ status }) => status === 'granted').map((row) => row.permission);
  const missing = REQUIRED_PERMISSIONS.filter((name) => !granted.includes(name));
  if (missing.length === 0) return passed('permissions', `It may ${granted.join(', ')}.`);
  return failed(
    'permissions',
    `The token lacks ${missing.join(' and ')}.`,
    'Make a new token of the system user with both permissions, and give that user the app and the WhatsApp account as assets.',
  );
}

async function checkNumber(ask: QueryMeta, { phoneNumberId, wabaId }: Channel): Promise<Check[]> {
  const asked = await ask(
    `${encodeURIComponent(phoneNumberId)}?fields=display_phone_number,verified_name,quality_rating,status`,
  );
  if (asked.kind === 'failed') {
    const mend =
      'Copy the phone number ID from WhatsApp > API setup (it is not the number itself), and give the system user that WhatsApp account.';
    return [
      refusedCheck('phone_number', asked, 'Meta does not show the number to this token', mend),
      skipped('waba', 'The number is not known.'),
    ];
  }
  const number = PhoneNumber.safeParse(asked.body).data ?? {};
  const name = `${number.display_phone_number ?? phoneNumberId} (${number.verified_name ?? 'no name'})`;
  const registered = number.status === undefined || number.status === 'CONNECTED';
  const state = registered
    ? number.quality_rating === 'RED'
      ? warning(
          'phone_number',
          `${name} has a red quality rating.`,
          'Write less and to customers who asked for it: Meta limits or blocks such a number.',
        )
      : passed('phone_number', `${name} is registered.`)
    : failed(
        'phone_number',
        `${name} is ${number.status}.`,
        'Register the number with its PIN (POST /{phone-number-id}/register) or verify it in WhatsApp Manager.',
      );
  const owned = await ask(`${encodeURIComponent(wabaId)}/phone_numbers?fields=id&limit=100`);
  if (owned.kind === 'failed') {
    const mend = 'Copy the WhatsApp Business Account ID from WhatsApp > API setup into waba_id.';
    return [state, refusedCheck('waba', owned, 'Meta does not show the WhatsApp Business Account to this token', mend)];
  }
  const ids = Numbers.safeParse(owned.body).data?.data.map(({ id }) => id) ?? [];
  return [
    state,
    ids.includes(phoneNumberId)
      ? passed('waba', 'The number is of this WhatsApp Business Account.')
      : failed('waba', 'The number is not of this WhatsApp Business Account.', 'Correct waba_id or phone_number_id.'),
  ];
}

async function checkWebhook(ask: QueryMeta, { wabaId }: Channel): Promise<Check> {
  const name = 'webhook';
  const asked = await ask(`${encodeURIComponent(wabaId)}/subscribed_apps`);
  const mend =
    'Subscribe the app to the account: POST /{waba-id}/subscribed_apps with this token, and in the app under WhatsApp > Configuration give this deployment’s /webhook/facebook/ and subscribe to the field messages.';
  if (asked.kind === 'failed') return refusedCheck(name, asked, 'The subscriptions can not be read', mend);
  const apps = Apps.safeParse(asked.body).data?.data ?? [];
  if (apps.length === 0) return failed(name, 'No app is subscribed to the WhatsApp Business Account.', mend);
  const names = apps.map(({ whatsapp_business_api_data: app }) => app?.name ?? app?.id ?? 'an app').join(', ');
  return passed(name, `Subscribed: ${names}.`);
}

/** Meta checks a proof that only the token's own app secret makes; so a wrong secret is found before a webhook fails. */
async function checkSecret(ask: QueryMeta, accessToken: string, appSecret: string): Promise<Check> {
  const name = 'app_secret';
  const proof = hexEncode(await hmacSha256(appSecret, accessToken));
  const asked = await ask(`me?fields=id&appsecret_proof=${proof}`);
  if (asked.kind === 'found') return passed(name, 'The app secret is that of the token’s app.');
  const mend = 'Copy the app secret from App settings > Basic of the very app that made the token.';
  return refusedCheck(name, asked, 'Meta does not accept a proof made with the app secret', mend);
}

/** Asks Meta whether all that a channel needs is there, and says what to do about what is not. Takes some seconds. */
export async function checkChannel(
  deps: Deps,
  context: Context,
  channelId: string,
): Promise<{ ok: boolean; checkedAt: number; checks: Check[] }> {
  const channel = await findChannel(deps, context, channelId);
  const checkedAt = deps.now();
  const [accessToken, appSecret] = await Promise.all([
    deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token')),
    decryptAppSecret(deps.encryptor, channel),
  ]);
  const ask: QueryMeta = async (path) => deps.whatsapp.get(path, accessToken);
  const token = await checkToken(ask);
  const state =
    channel.brokenAt === null
      ? passed('sending', 'Nothing waits for the channel.')
      : failed(
          'sending',
          `The channel is marked as broken (${channel.brokenReason}): what is to be sent waits.`,
          'Mend what Meta complains of, then PATCH a new access_token or POST …/resume.',
        );
  const rest = token.works
    ? [
        await checkPermissions(ask),
        ...(await checkNumber(ask, channel)),
        await checkWebhook(ask, channel),
        await checkSecret(ask, accessToken, appSecret),
      ]
    : ['permissions', 'phone_number', 'waba', 'webhook', 'app_secret'].map((name) =>
        skipped(name, 'Nothing can be asked without a token.'),
      );
  const checks = [token.check, ...rest, state];
  await deps.channels.saveLastCheck(channel.accountId, channelId, { at: checkedAt, checks });
  return { ok: checks.every(({ status }) => status !== 'failed'), checkedAt, checks };
}
