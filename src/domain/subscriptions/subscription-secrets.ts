import type { Subscription } from '../../db/subscriptions/subscriptions';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';

/** Returns the secrets that sign a subscription's events, in clear text: the current one, and rotated ones that are still valid. */
export function subscriptionSecrets(
  encryptor: Encryptor,
  { subscriptionId, secret, retiredSecrets }: Pick<Subscription, 'subscriptionId' | 'secret' | 'retiredSecrets'>,
  now: number,
): Promise<string[]> {
  const retired = retiredSecrets.filter(({ until }) => until > now).map((each) => each.secret);
  return Promise.all([secret, ...retired].map((each) => encryptor.decrypt(each, aadFor(subscriptionId, 'secret'))));
}
