import { z } from 'zod';
import type { Passkey } from '../../db/people/passkeys';
import { base64Encode, base64UrlDecode, base64UrlEncode } from '../../shared/crypto/encoding';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { type ChallengeKeys, expiryOfChallenge, makeChallenge } from './challenge';
import { checkCeremony, type RelyingParty } from './check-ceremony';
import { importPublicKey, isAlgorithm } from './verify-signature';

export const Bytes = z
  .string()
  .max(8_192)
  .transform((text, issues) => {
    const bytes = base64UrlDecode(text);
    if (!bytes) issues.addIssue({ code: 'custom', message: 'must be base64url' });
    return bytes ?? new Uint8Array();
  });

/** A new passkey as a browser gives it; attestation is not asked for, because any authenticator will do. */
export const NewPasskey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  client_data: Bytes,
  authenticator_data: Bytes,
  /** SubjectPublicKeyInfo. */
  public_key: Bytes,
  algorithm: z.coerce.number().int(),
});

const refused = (detail: string) => new AppError('passkey_refused', detail);

/** Returns the id of the person who signed in; a key has no passkeys. */
function personIdOf({ actor }: Context): string {
  if (actor.type !== 'person') throw new AppError('not_found', 'Only a person has passkeys');
  return actor.id;
}

/** Returns the passkeys of the person who signed in. */
export const listPasskeys = ({ passkeys }: Pick<Deps, 'passkeys'>, context: Context): Promise<Passkey[]> =>
  passkeys.listOfPerson(context.account.accountId, personIdOf(context));

/** A user handle, which sign-ins return: whose passkey it is, so that it can be found. At most 64 bytes. */
const userHandleOf = (accountId: string, personId: string): string => `${accountId}.${personId}`;

/** Returns what a browser needs to make a passkey for the person who signed in. */
export async function passkeyOptions(
  deps: Pick<Deps, 'now' | 'passkeys'>,
  context: Context,
  keys: ChallengeKeys,
  { rpId }: RelyingParty,
) {
  const personId = personIdOf(context);
  const existing = await listPasskeys(deps, context);
  return {
    challenge: await makeChallenge(keys, `register:${personId}`, deps.now()),
    rp_id: rpId,
    user_handle: base64UrlEncode(new TextEncoder().encode(userHandleOf(context.account.accountId, personId))),
    user_name: `${context.actor.name} · ${context.account.name}`,
    exclude: existing.filter((each) => each.rpId === rpId).map(({ credentialId }) => credentialId),
  };
}

/** Adds a passkey to the person who signed in. Fails with passkey_refused. */
export async function addPasskey(
  deps: Pick<Deps, 'now' | 'passkeys'>,
  context: Context,
  input: z.infer<typeof NewPasskey>,
  { keys, party }: { keys: ChallengeKeys; party: RelyingParty },
): Promise<Passkey> {
  const personId = personIdOf(context);
  const { accountId } = context.account;
  const now = deps.now();
  const sent = { clientDataJson: input.client_data, authenticatorData: input.authenticator_data };
  const checked = await checkCeremony('webauthn.create', sent, party);
  if (!checked.ok) throw refused(checked.reason);
  const { data, challenge } = checked;
  const expiresAt = await expiryOfChallenge(keys, `register:${personId}`, challenge, now);
  if (expiresAt === null) throw refused('challenge');
  const { algorithm } = input;
  if (data.credentialId === null) throw refused('authenticator_data');
  if (!isAlgorithm(algorithm) || !(await importPublicKey(input.public_key, algorithm))) throw refused('public_key');
  const passkey: Passkey = {
    passkeyId: newId('psk'),
    accountId,
    personId,
    name: input.name,
    credentialId: base64UrlEncode(data.credentialId),
    publicKey: base64Encode(input.public_key),
    algorithm,
    rpId: party.rpId,
    signCount: data.signCount,
    createdAt: now,
    lastUsedAt: null,
  };
  const targets = [{ type: 'passkey', id: passkey.passkeyId }];
  const audit = newAuditEntry(context, now, 'passkey.added', { targets });
  const added = await deps.passkeys.insert(passkey, { accountId, challenge, expiresAt }, audit);
  if (!added) throw refused('replayed');
  return passkey;
}

/** Removes a passkey of the person who signed in. Fails with not_found. */
export async function removePasskey(
  deps: Pick<Deps, 'now' | 'passkeys'>,
  context: Context,
  passkeyId: string,
): Promise<void> {
  const targets = [{ type: 'passkey', id: passkeyId }];
  const audit = newAuditEntry(context, deps.now(), 'passkey.removed', { targets });
  const personId = personIdOf(context);
  const removed = await deps.passkeys.delete(context.account.accountId, { personId, passkeyId }, audit);
  if (!removed) throw new AppError('not_found', 'There is no such passkey');
}
