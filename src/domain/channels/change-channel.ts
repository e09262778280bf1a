import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import { aadFor } from '../../shared/crypto/encryption';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { CreateChannel } from './create-channel';
import { findChannel } from './find-channel';
import { invalidateChannels } from './verify-meta-signature';
import { wakeSuspendedRuns } from './wake-suspended-runs';

const { access_token, app_secret, ...rest } = CreateChannel.shape;

/** Secrets that are left out do not change. */
export const ReplaceChannel = z.strictObject({
  ...rest,
  access_token: access_token.optional(),
  app_secret: app_secret.optional(),
});
export const PatchChannel = ReplaceChannel.partial();

const isOtherNumber = ({ phoneNumberId }: Channel, { phone_number_id: id }: z.infer<typeof PatchChannel>): boolean =>
  id !== undefined && id !== phoneNumberId;

/** Changes the given members of a channel. Fails with channel_exists if another channel of the account has the number. */
export async function changeChannel(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'engine' | 'now' | 'unsentMessages'>,
  context: Context,
  { channelId, input }: { channelId: string; input: z.infer<typeof PatchChannel> },
): Promise<Channel> {
  const before = await findChannel(deps, context, channelId);
  const encrypt = (name: string, value: string | undefined) =>
    value === undefined ? undefined : deps.encryptor.encrypt(value, aadFor(channelId, name));
  const now = deps.now();
  const changed = await deps.channels.update({
    accountId: before.accountId,
    channelId,
    set: {
      name: input.name,
      phoneNumberId: input.phone_number_id,
      wabaId: input.waba_id,
      routingRoles: input.routing_roles,
      accessToken: await encrypt('access_token', input.access_token),
      appSecret: await encrypt('app_secret', input.app_secret),
      // What was found of another number or app says nothing about this one.
      ...(isOtherNumber(before, input) ? { setUp: null, pin: null } : {}),
      ...(input.app_secret === undefined ? {} : { appId: null }),
      // A new token may repair a broken channel.
      ...(input.access_token === undefined ? {} : { brokenAt: null, brokenReason: null }),
      updatedAt: now,
    },
    audit: newAuditEntry(context, now, 'channel.changed', {
      targets: [{ type: 'channel', id: channelId }],
      metadata: { members: Object.keys(input).join(' ') },
    }),
  });
  if (changed === 'exists') throw new AppError('channel_exists', 'Another channel of this account has this number');
  invalidateChannels(before);
  invalidateChannels(changed ?? before);
  if (input.access_token !== undefined) await wakeSuspendedRuns(deps, channelId);
  return changed ?? before;
}
