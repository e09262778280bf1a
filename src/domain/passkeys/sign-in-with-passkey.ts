import { z } from 'zod';
import type { Session } from '../../db/people/sessions';
import type { CallOrigin } from '../../shared/access/audit-entry';
import { base64Decode, base64UrlEncode } from '../../shared/crypto/encoding';
import { isId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';
import { newSession } from '../sessions/sign-in';
import { findShards } from '../shards/find-shards';
import { type ChallengeKeys, type ChallengePurpose, expiryOfChallenge, makeChallenge } from './challenge';
import { checkCeremony, type RelyingParty } from './check-ceremony';
import { Bytes, listPasskeys } from './manage-passkeys';
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

type SignInDeps = Pick<Deps, 'databases' | 'directory' | 'forShard' | 'now'>;
type Ceremony = { keys: ChallengeKeys; party: RelyingParty };
type SessionStart = { replaces: string | null } & Pick<CallOrigin, 'location' | 'userAgent'>;

/** Starts a session of a person by their passkey's answer to a challenge that was made for `purpose`. */
async function startSessionOf(
  deps: SignInDeps,
  { accountId, personId }: { accountId: string; personId: string },
  input: Omit<z.infer<typeof PasskeyAnswer>, 'user_handle'>,
  { keys, party, purpose, formToken }: Ceremony & { purpose: ChallengePurpose; formToken?: string },
  { replaces, ...origin }: SessionStart,
): Promise<Session> {
  const now = deps.now();
  const sent = { clientDataJson: input.client_data, authenticatorData: input.authenticator_data };
  const checked = await checkCeremony('webauthn.get', sent, party);
  if (!checked.ok) throw refused(checked.reason);
  const { data, challenge } = checked;
  const expiresAt = await expiryOfChallenge(keys, purpose, challenge, now);
  if (expiresAt === null) throw refused('challenge');
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
  const { session, audit } = newSession({ account, actor }, origin, now, formToken);
  const answered = { challenge: { accountId, challenge, expiresAt }, signCount: data.signCount, now };
  const isNew = await own.passkeys.signIn(passkey, answered, { session, replaces }, audit);
  if (!isNew) throw refused('replayed');
  return session;
}

/**
 * Signs in by a passkey, which names its account and person itself. Fails with passkey_refused for a challenge that is not ours,
 * expired or answered before, another origin, a passkey that is not the person's, a wrong signature, a removed person and a
 * counter that did not grow; with account_moving.
 */
export async function signInWithPasskey(
  deps: SignInDeps,
  { user_handle, ...input }: z.infer<typeof PasskeyAnswer>,
  ceremony: Ceremony,
  start: SessionStart,
): Promise<Session> {
  const who = readUserHandle(user_handle);
  if (!who) throw refused('user_handle');
  return startSessionOf(deps, who, input, { ...ceremony, purpose: 'sign-in' }, start);
}

/** An authenticator may leave out the user handle where it is told which passkeys are meant. */
export const ConfirmationAnswer = PasskeyAnswer.omit({ user_handle: true });

const purposeOf = (personId: string): ChallengePurpose => `confirm:${personId}`;

/** Returns what a browser needs to prove by a passkey that it is still the person who signed in. */
export async function confirmationOptions(
  deps: Pick<Deps, 'now' | 'passkeys'>,
  context: Context,
  keys: ChallengeKeys,
  { rpId }: RelyingParty,
) {
  const passkeys = await listPasskeys(deps, context);
  return {
    challenge: await makeChallenge(keys, purposeOf(context.actor.id), deps.now()),
    rp_id: rpId,
    allow: passkeys.filter((each) => each.rpId === rpId).map(({ credentialId }) => credentialId),
  };
}

/**
 * Signs the same person in again, in place of their session: what they do next needs a recent sign-in. Fails as a sign-in does.
 */
export const confirmWithPasskey = (
  deps: SignInDeps,
  { account, actor }: Context,
  input: z.infer<typeof ConfirmationAnswer>,
  ceremony: Ceremony & { formToken: string },
  start: SessionStart,
): Promise<Session> =>
  startSessionOf(
    deps,
    { accountId: account.accountId, personId: actor.id },
    input,
    { ...ceremony, purpose: purposeOf(actor.id) },
    start,
  );
