import type { Channel } from '../../../db/channels/channels';
import { aadFor } from '../../../shared/crypto/encryption';
import type { Context } from '../../ports';
import { changeChannel } from '../change-channel';
import { decryptAppSecret } from '../decrypt-app-secret';
import { findChannel } from '../find-channel';
import { ConnectChannel, connectChannel } from './connect-channel';
import { appOfToken, continueSetUp } from './continue-set-up';
import type { SetUpDeps } from './run-set-up';
import type { Callback } from './set-webhook';

/** What a connected number may need again: a token that works, or the PIN that it has. */
export const NewToken = ConnectChannel.pick({ access_token: true });
export const NewPin = ConnectChannel.pick({ pin: true }).required();

/**
 * Connects a channel's number again with the secrets that it has and a new token or PIN. Fails with not_found, with
 * validation_failed where Meta does not accept the token, and with unavailable; then the old one stays.
 */
export async function reconnectChannel(
  deps: SetUpDeps,
  context: Context,
  {
    channelId,
    input,
    callback,
  }: { channelId: string; input: { access_token?: string; pin?: string }; callback: Callback },
): Promise<Channel> {
  const channel = await findChannel(deps, context, channelId);
  const accessToken =
    input.access_token ?? (await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token')));
  const appId = channel.appId ?? (await appOfToken(deps, accessToken));
  if (appId === '') {
    // A channel that was made by hand, with a token of which Meta does not say the app: nothing can prove it.
    if (input.access_token !== undefined)
      await changeChannel(deps, context, { channelId, input: NewToken.parse(input) });
    return continueSetUp(deps, context, { channelId, callback });
  }
  const secrets = { app_id: appId, app_secret: await decryptAppSecret(deps.encryptor, channel) };
  const connected = await connectChannel(deps, context, {
    input: { ...secrets, ...input, access_token: accessToken, phone_number_id: channel.phoneNumberId },
    callback,
  });
  return connected.kind === 'connected' ? connected.channel : channel;
}
