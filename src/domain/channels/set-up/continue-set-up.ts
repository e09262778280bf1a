import type { Channel } from '../../../db/channels/channels';
import { aadFor } from '../../../shared/crypto/encryption';
import { objectOrEmpty, scalarTextOrNull } from '../../../shared/json/read-json';
import { newAuditEntry } from '../../audit/new-audit-entry';
import type { Context } from '../../ports';
import { decryptAppSecret } from '../decrypt-app-secret';
import { findChannel } from '../find-channel';
import { makeMetaCalls } from './meta-calls';
import { runSetUp, type SetUpDeps } from './run-set-up';
import type { Callback } from './set-webhook';

/** Returns the id of the app that made a token, as Meta says; empty if it does not. */
export async function appOfToken({ whatsapp }: Pick<SetUpDeps, 'whatsapp'>, accessToken: string): Promise<string> {
  const answer = await whatsapp.graph({ path: 'app?fields=id', accessToken });
  return (answer.kind === 'ok' ? scalarTextOrNull(objectOrEmpty(answer.body).id) : null) ?? '';
}

/**
 * Runs the steps of a channel's set-up again: what is open is done, and what has broken is repaired; with `mayChange` false it stops at
 * the first step that would change something at Meta. Fails with not_found.
 */
export async function continueSetUp(
  deps: SetUpDeps,
  context: Context,
  { channelId, callback, mayChange = true }: { channelId: string; callback: Callback; mayChange?: boolean },
): Promise<Channel> {
  const channel = await findChannel(deps, context, channelId);
  const [accessToken, appSecret] = await Promise.all([
    deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token')),
    decryptAppSecret(deps.encryptor, channel),
  ]);
  // A channel that was made by hand has no app id.
  const appId = channel.appId ?? (await appOfToken(deps, accessToken));
  const calls = makeMetaCalls(deps, { appId, appSecret, accessToken, mayChange });
  const targets = [{ type: 'channel', id: channelId }];
  const audit = mayChange ? newAuditEntry(context, deps.now(), 'channel.set_up', { targets }) : null;
  return runSetUp(deps, { channel, appId, accessToken, calls, callback, found: null, isPinGiven: false, audit });
}
