import { z } from 'zod';
import type { Session } from '../../db/people/sessions';
import { base64Decode, base64UrlEncode } from '../../shared/crypto/encoding';
import { isId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import type { CallOrigin } from '../context';
import type { Deps } from '../ports';
import { newSession } from '../sessions/sign-in';
import { findShards } from '../shards/find-shards';
import { type ChallengeKeys, expiryOfChallenge } from './challenge';
import { checkCeremony, type RelyingParty } from './check-ceremony';
import { Bytes } from './manage-passkeys';
import { type Algorithm, importPublicKey, isSignedBy } from './verify-signature';

/** What a passkey answers to a challenge. */
export const PasskeyAnswer = z.strictObject({
  credential_id: Bytes,
  user_handle: Bytes,
  client_data: Bytes,
  authenticator_data: Bytes,
  signature: Bytes,
});

const refused = (detail: string) => new AppError('passkey_refused', detail);

/** Reads the account and the person of a user handle; null if it is none of ours. */
function readUserHandle(bytes: Uint8Array): { accountId: string; personId: string } | null {
  const [accountId = '', personId = ''] = new TextDecoder().decode(bytes).split('.');
  return isId('acc', accountId) && isId('prs', personId) ? { accountId, personId } : null;
}

/**
 * Signs in by a passkey, which names its account and person itself. Fails with passkey_refused for a challenge that is not ours,
 * expired or answered before, another origin, a passkey that is not the person's, a wrong signature, a removed person and a
 * counter that did not grow; with account_moving.
 */
export async function signInWithPasskey(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'now'>,
  input: z.infer<typeof PasskeyAnswer>,
  { keys, party }: { keys: ChallengeKeys; party: RelyingParty },
  { replaces, ...origin }: { replaces: string | null } & Pick<CallOrigin, 'location' | 'userAgent'>,
): Promise<Session> {
  const now = deps.now();
  const who = readUserHandle(input.user_handle);
  if (!who) throw refused('user_handle');
  const sent = { clientDataJson: input.client_data, authenticatorData: input.authenticator_data };
  const checked = await checkCeremony('webauthn.get', sent, party);
  if (!checked.ok) throw refused(checked.reason);
  const { data, challenge } = checked;
  const expiresAt = await expiryOfChallenge(keys, 'sign-in', challenge, now);
  if (expiresAt === null) throw refused('challenge');
  const { accountId, personId } = who;
  const shard = (await findShards(deps, [accountId])).get(accountId);
  const own = deps.forShard(shard?.database ?? 0);
  const found = await own.passkeys.findByCredential(accountId, base64UrlEncode(input.credential_id));
  if (found?.person.personId !== personId || found.person.removedAt !== null) throw refused('unknown');
  const { passkey, person, account } = found;
  if (passkey.rpId !== party.rpId) throw refused('rp_id');
  const key = await importPublicKey(
    base64Decode(passkey.publicKey) ?? new Uint8Array(),
    passkey.algorithm as Algorithm,
  );
  const isSigned = key !== null && (await isSignedBy(key, { ...sent, signature: input.signature }));
  if (!isSigned) throw refused('signature');
  if (shard !== undefined && shard.movingSince !== null) throw new AppError('account_moving');
  const actor = { type: 'person' as const, id: personId, name: person.name };
  const { session, audit } = newSession({ account, actor }, origin, now);
  const answered = { challenge: { accountId, challenge, expiresAt }, signCount: data.signCount, now };
  const isNew = await own.passkeys.signIn(passkey, answered, { session, replaces }, audit);
  if (!isNew) throw refused('replayed');
  return session;
}
