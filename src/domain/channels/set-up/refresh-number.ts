import type { Channel } from '../../../db/channels/channels';
import type { SetUpResult } from '../../../db/schema';
import { aadFor } from '../../../shared/crypto/encryption';
import { objectOrEmpty } from '../../../shared/json/read-json';
import type { Deps } from '../../ports';
import { MetaUnavailable, makeMetaCalls } from './meta-calls';
import { readNumber, readOptional } from './read-number';
import { ACCOUNT_FIELDS, LIMIT_FIELDS } from './run-set-up';

/**
 * Reads again what Meta reports of a number whose set-up has run. `known` are results that a webhook has given. Where Meta cannot
 * be asked, what was known stays.
 */
export async function refreshNumber(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'log' | 'whatsapp'>,
  channel: Channel,
  known: Record<string, SetUpResult>,
): Promise<void> {
  const { accountId, channelId, phoneNumberId, wabaId } = channel;
  if (!channel.setUp) return;
  const setUp = structuredClone(channel.setUp);
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const { asUser } = makeMetaCalls(deps, { appId: '', appSecret: '', accessToken });
  try {
    const account = await asUser.get(`${encodeURIComponent(wabaId)}?fields=${ACCOUNT_FIELDS}`);
    const limits = await readOptional(asUser, phoneNumberId, LIMIT_FIELDS);
    const members = account.kind === 'ok' ? objectOrEmpty(account.body) : {};
    const { number, results } = await readNumber(asUser, phoneNumberId, members);
    Object.assign(setUp.number, limits, number);
    Object.assign(setUp.results, results);
  } catch (error) {
    if (!(error instanceof MetaUnavailable)) throw error;
    deps.log('number_not_read', { account_id: accountId, channel_id: channelId, code: error.code });
  }
  Object.assign(setUp.results, known);
  await deps.channels.saveSetUp(accountId, channelId, { setUp });
}
