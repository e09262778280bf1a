import { z } from 'zod';
import type { Channel } from '../../db/channels';
import { AppError } from '../../shared/app-error';
import { aadFor } from '../../shared/encryption';
import type { Context, Deps } from '../ports';
import { CreateChannel } from './create-channel';
import { invalidateChannels } from './find-signing-channels';
import { wakeSuspendedRuns } from './wake-suspended-runs';

const { access_token, app_secret, ...rest } = CreateChannel.shape;

/** A whole channel, of which the secrets may be left out: then they stay. */
export const ReplaceChannel = z.strictObject({
  ...rest,
  access_token: access_token.optional(),
  app_secret: app_secret.optional(),
});
export const PatchChannel = ReplaceChannel.partial();

export async function findChannel(deps: Deps, { account }: Context, channelId: string): Promise<Channel> {
  const channel = await deps.channels.find(account.accountId, channelId);
  if (!channel) throw new AppError('not_found', 'There is no such channel');
  return channel;
}

/** Changes what is given of a channel. Fails with channel_exists where the number is another channel of the account. */
export async function changeChannel(
  deps: Deps,
  context: Context,
  { channelId, input }: { channelId: string; input: z.infer<typeof PatchChannel> },
): Promise<Channel> {
  const before = await findChannel(deps, context, channelId);
  const sealed = (name: string, value: string | undefined) =>
    value === undefined ? undefined : deps.encryptor.encrypt(value, aadFor(channelId, name));
  const changed = await deps.channels.update({
    accountId: before.accountId,
    channelId,
    set: {
      name: input.name,
      phoneNumberId: input.phone_number_id,
      wabaId: input.waba_id,
      accessToken: await sealed('access_token', input.access_token),
      appSecret: await sealed('app_secret', input.app_secret),
      // A new token is what a broken channel waits for.
      ...(input.access_token === undefined ? {} : { brokenAt: null, brokenReason: null }),
      updatedAt: deps.now(),
    },
  });
  if (changed === 'exists') throw new AppError('channel_exists', 'The number is another channel of this account');
  invalidateChannels(before);
  invalidateChannels(changed ?? before);
  if (input.access_token !== undefined) await wakeSuspendedRuns(deps, channelId);
  return changed ?? before;
}

/** Deletes a channel; its number is free for another one. */
export async function deleteChannel(deps: Deps, context: Context, channelId: string): Promise<void> {
  const channel = await findChannel(deps, context, channelId);
  const now = deps.now();
  await deps.channels.update({
    accountId: channel.accountId,
    channelId,
    set: { deletedAt: now, updatedAt: now },
  });
  invalidateChannels(channel);
  // What waited for it fails now, rather than never.
  await wakeSuspendedRuns(deps, channelId);
}
