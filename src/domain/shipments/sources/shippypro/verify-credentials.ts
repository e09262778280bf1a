import { base64Encode } from '../../../../shared/crypto/encoding';
import { secretsMatch } from '../../../../shared/crypto/hmac';

/** Whether an `Authorization` header has these credentials. A store without them accepts every sender, as ShippyPro signs nothing. */
export async function hasShippyproCredentials(
  authorization: string | null,
  { user, password }: { user: string | null; password: string | null },
): Promise<boolean> {
  if (user === null && password === null) return true;
  const pair = new TextEncoder().encode(`${user ?? ''}:${password ?? ''}`);
  const [, given = ''] = /^Basic\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
  return secretsMatch(given, base64Encode(pair));
}
