import { z } from 'zod';
import type { AccessCerts } from '../../clients/access-certs';
import { base64UrlDecode } from '../../shared/crypto/encoding';

const Header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1).max(200) });
const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  email: z.string().min(1).max(254),
});

const MAX_LENGTH = 8_192;
/** How far the clocks may differ. */
const LEEWAY_S = 30;

function decode<Schema extends z.ZodType>(schema: Schema, part: string): z.infer<Schema> | null {
  const bytes = base64UrlDecode(part);
  if (!bytes) return null;
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Verifies the token that Cloudflare Access adds to a request, by its signature, issuer, audience and time. Returns the e-mail in
 * lower case; null for any other token. A request that did not pass Access has no valid one.
 */
export async function verifyAssertion(certs: AccessCerts, token: string, now: number): Promise<string | null> {
  if (token.length > MAX_LENGTH) return null;
  const [head = '', body = '', tag = '', ...more] = token.split('.');
  const [header, claims, signature] = [decode(Header, head), decode(Claims, body), base64UrlDecode(tag)];
  if (!header || !claims || !signature || more.length > 0) return null;
  const { iss, aud, exp, nbf, email } = claims;
  const seconds = now / 1_000;
  if (iss !== certs.issuer || ![aud].flat().includes(certs.audience)) return null;
  if (exp <= seconds || (nbf !== undefined && nbf > seconds + LEEWAY_S)) return null;
  const key = await certs.findKey(header.kid, now);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  const isSigned = key !== null && (await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signature, signed));
  return isSigned ? email.toLowerCase() : null;
}
