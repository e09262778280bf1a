import { z } from 'zod';
import { constantTimeEqual, sha256 } from '../../shared/crypto/hmac';
import { type AuthenticatorData, parseAuthenticatorData } from './parse-authenticator-data';

/** The host that passkeys are for: the origin of its pages, and its name. */
export type RelyingParty = { origin: string; rpId: string };

/** Unknown members are allowed: browsers add some. */
const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

export type CeremonyResult =
  | { ok: true; data: AuthenticatorData; challenge: string }
  | { ok: false; reason: 'client_data' | 'type' | 'origin' | 'authenticator_data' | 'rp_id' | 'user' };

function readClientData(bytes: Uint8Array): z.infer<typeof ClientData> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return ClientData.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Checks what a browser and an authenticator say of a ceremony, all but the signature and the challenge: the type, the origin, the
 * host, that somebody was there and that the authenticator checked who.
 */
export async function checkCeremony(
  type: 'webauthn.create' | 'webauthn.get',
  { clientDataJson, authenticatorData }: Record<'clientDataJson' | 'authenticatorData', Uint8Array>,
  { origin, rpId }: RelyingParty,
): Promise<CeremonyResult> {
  const client = readClientData(clientDataJson);
  if (!client) return { ok: false, reason: 'client_data' };
  if (client.type !== type) return { ok: false, reason: 'type' };
  if (client.origin !== origin || client.crossOrigin === true) return { ok: false, reason: 'origin' };
  const data = parseAuthenticatorData(authenticatorData);
  if (!data) return { ok: false, reason: 'authenticator_data' };
  if (!constantTimeEqual(data.rpIdHash, await sha256(rpId))) return { ok: false, reason: 'rp_id' };
  if (!data.isUserPresent || !data.isUserVerified) return { ok: false, reason: 'user' };
  return { ok: true, data, challenge: client.challenge };
}
