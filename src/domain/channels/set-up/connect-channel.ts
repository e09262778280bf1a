import { z } from 'zod';
import type { Channel } from '../../../db/channels/channels';
import { aadFor } from '../../../shared/crypto/encryption';
import { newId } from '../../../shared/crypto/ids';
import { AppError } from '../../../shared/errors/app-error';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import { textOrNull } from '../../../shared/json/read-json';
import { invalidMember } from '../../../shared/validation/invalid-member';
import { newAuditEntry } from '../../audit/new-audit-entry';
import type { Context } from '../../ports';
import { CreateChannel } from '../create-channel';
import { invalidateChannels } from '../verify-meta-signature';
import { wakeSuspendedRuns } from '../wake-suspended-runs';
import { type FoundNumber, findNumbers } from './find-numbers';
import { MetaUnavailable, makeMetaCalls } from './meta-calls';
import { proveToken } from './prove-token';
import { runSetUp, type SetUpDeps } from './run-set-up';
import { done, notDone, setUpSteps } from './set-up-steps';
import type { Callback } from './set-webhook';

const { phone_number_id, access_token, app_secret } = CreateChannel.shape;

export const ConnectChannel = z
  .strictObject({
    app_id: phone_number_id,
    app_secret,
    access_token,
    phone_number_id: phone_number_id.optional(),
    pin: z
      .string()
      .regex(/^\d{6}$/, 'must have six digits')
      .optional(),
  })
  .meta({
    example: { app_id: '700000000000003', app_secret: '0123456789abcdef0123456789abcdef', access_token: 'EAAGexample' },
  });
export type ConnectChannel = z.infer<typeof ConnectChannel>;

export type Connected =
  | { kind: 'connected'; channel: Channel; created: boolean }
  | { kind: 'choice'; numbers: FoundNumber[]; steps: FoundStep[] };

/** Whether a call has connected a number; a choice has changed nothing, and may be asked for again. */
export const isConnected = ({ kind }: Connected): boolean => kind === 'connected';

const moreAccounts = (unsearched: number): string =>
  `the token is for ${unsearched} more accounts: make one for the account of the number only`;

/** Proves the token, and finds the number to connect, or all of them. Fails with validation_failed, or unavailable. */
async function findWhatToConnect(calls: ReturnType<typeof makeMetaCalls>, input: ConnectChannel) {
  try {
    const proof = await proveToken(calls, { appId: input.app_id, accessToken: input.access_token });
    if (!proof.ok) throw invalidMember(`/${proof.member}`, proof.code, proof.detail);
    const phoneNumberId = input.phone_number_id ?? null;
    const search = await findNumbers(calls, { ...proof, phoneNumberId });
    if (!search.ok) throw invalidMember(`/${search.member}`, search.code, search.detail);
    const { numbers, unsearched } = search;
    if (numbers.length === 0) {
      const detail = `The token sees no number with this id${unsearched > 0 ? ` in the accounts that were asked; ${moreAccounts(unsearched)}` : ''}`;
      throw invalidMember('/phone_number_id', 'number_not_found', detail);
    }
    return { proof, numbers, unsearched };
  } catch (error) {
    if (!(error instanceof MetaUnavailable)) throw error;
    const wait = error.retryAfterMs === null ? '' : `; again in ${Math.ceil(error.retryAfterMs / 60_000)} minutes`;
    const detail =
      error.reason === 'busy'
        ? `Meta allows no more calls now (${error.code})${wait}`
        : `Meta could not be reached (${error.code}); nothing was changed`;
    throw new AppError('unavailable', detail, { retryAfterMs: error.retryAfterMs });
  }
}

/** Creates the channel of a number, or gives the account's one the new secrets; it may be made by two calls at once. */
async function claimChannel(
  deps: SetUpDeps,
  context: Context,
  { phoneNumberId, wabaId, fields }: FoundNumber,
  input: ConnectChannel,
): Promise<{ channel: Channel; created: boolean }> {
  const { accountId } = context.account;
  const now = deps.now();
  const secretsOf = async (channelId: string) => {
    const encrypt = (member: string, value: string) => deps.encryptor.encrypt(value, aadFor(channelId, member));
    return {
      appId: input.app_id,
      accessToken: await encrypt('access_token', input.access_token),
      appSecret: await encrypt('app_secret', input.app_secret),
      ...(input.pin === undefined ? {} : { pin: await encrypt('pin', input.pin) }),
    };
  };
  let before = await deps.channels.findByNumber(accountId, phoneNumberId);
  if (!before) {
    const channelId = newId('chn');
    const channel: Channel = {
      channelId,
      accountId,
      name: (textOrNull(fields.verified_name) ?? textOrNull(fields.display_phone_number) ?? 'WhatsApp').slice(0, 200),
      phoneNumberId,
      wabaId,
      pin: null,
      ...(await secretsOf(channelId)),
      brokenAt: null,
      brokenReason: null,
      templatesAt: null,
      quality: null,
      lastCheck: null,
      setUp: null,
      routingRoles: null,
      limits: null,
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    const audit = newAuditEntry(context, now, 'channel.created', { targets: [{ type: 'channel', id: channelId }] });
    if (await deps.channels.insert(channel, null, audit)) return { channel, created: true };
    before = await deps.channels.findByNumber(accountId, phoneNumberId);
  }
  const { channelId } = before ?? { channelId: '' };
  const repaired = { brokenAt: null, brokenReason: null, updatedAt: now };
  const set = { wabaId, ...(await secretsOf(channelId)), ...repaired };
  const audit = newAuditEntry(context, now, 'channel.changed', {
    targets: [{ type: 'channel', id: channelId }],
    metadata: { members: Object.keys(input).join(' ') },
  });
  const channel = await deps.channels.update({ accountId, channelId, set, audit });
  if (!before || !channel || channel === 'exists') {
    throw new AppError('unavailable', 'Another call changed the channel at the same time; try again');
  }
  invalidateChannels(before);
  if (before.brokenAt !== null) await wakeSuspendedRuns(deps, channelId);
  return { channel, created: false };
}

/**
 * Connects a number with an app's id and secret and a token of its system user: makes or updates the channel, and runs its
 * set-up. Returns the numbers to choose from where the token sees several and none is named. Fails with validation_failed where a
 * secret or the number is wrong, and with unavailable, before anything is written, where Meta cannot be asked.
 */
export async function connectChannel(
  deps: SetUpDeps,
  context: Context,
  { input, callback }: { input: ConnectChannel; callback: Callback },
): Promise<Connected> {
  const { app_id: appId, app_secret: appSecret, access_token: accessToken } = input;
  const calls = makeMetaCalls(deps, { appId, appSecret, accessToken });
  const { proof, numbers, unsearched } = await findWhatToConnect(calls, input);
  const [number] = numbers;
  if (!number || numbers.length > 1) {
    const results = {
      app: done('merchant', 'The app secret belongs to the app'),
      access_token: proof.result,
      number: notDone(
        'to_do',
        'merchant',
        'number_choice',
        `The token sees several numbers: name one as \`phone_number_id\`${unsearched > 0 ? `. If it is not among them, ${moreAccounts(unsearched)}` : ''}`,
      ),
    };
    const setUp = { at: deps.now(), results, number: {}, registeredAt: null, registerAfter: null };
    return { kind: 'choice', numbers, steps: setUpSteps({ appId, setUp, brokenAt: null, brokenReason: null }) };
  }
  const { channel: claimed, created } = await claimChannel(deps, context, number, input);
  invalidateChannels(claimed);
  const run = { channel: claimed, appId, accessToken, calls, callback, found: { proof, number }, audit: null };
  const channel = await runSetUp(deps, { ...run, isPinGiven: input.pin !== undefined });
  return { kind: 'connected', channel, created };
}
