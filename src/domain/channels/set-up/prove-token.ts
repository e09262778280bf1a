import { z } from 'zod';
import type { SetUpResult } from '../../../db/schema';
import type { MetaCalls } from './meta-calls';
import { done, notDone } from './set-up-steps';

const REQUIRED_SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

const Debugged = z.looseObject({
  data: z.looseObject({
    is_valid: z.boolean(),
    app_id: z.coerce.string().optional(),
    type: z.string().optional(),
    expires_at: z.number().optional(),
    user_id: z.coerce.string().optional(),
    scopes: z.array(z.string()).catch([]),
    granular_scopes: z
      .array(z.looseObject({ scope: z.string(), target_ids: z.array(z.coerce.string()).optional() }))
      .catch([]),
    error: z.looseObject({ message: z.string().optional() }).optional(),
  }),
});

export type TokenProof =
  | { ok: true; userId: string | null; accountIds: string[] | null; result: SetUpResult }
  /** `member` is the input that is wrong. */
  | { ok: false; member: 'app_secret' | 'access_token'; code: string; detail: string };

const wrongToken = (code: string, detail: string): TokenProof => ({ ok: false, member: 'access_token', code, detail });

/**
 * Returns the accounts for which the token has all permissions; null if Meta names none. A permission without accounts is one for all.
 */
function accountsOf(scopes: { scope: string; target_ids?: string[] | undefined }[]): string[] | null {
  const named = REQUIRED_SCOPES.flatMap((required) => {
    const ids = scopes.find(({ scope }) => scope === required)?.target_ids ?? [];
    return ids.length > 0 ? [ids] : [];
  });
  const [first, ...others] = named;
  return first ? first.filter((id) => others.every((ids) => ids.includes(id))) : null;
}

/**
 * Has Meta show what the token is, with the token of the app, which proves the app secret too. The token must be one of a system
 * user of this app with both permissions. `accountIds` are the accounts for which it was made; null if Meta does not say.
 */
export async function proveToken(
  { asApp }: { asApp: MetaCalls },
  { appId, accessToken }: { appId: string; accessToken: string },
): Promise<TokenProof> {
  const answer = await asApp.get(`debug_token?input_token=${encodeURIComponent(accessToken)}`);
  if (answer.kind === 'refused') {
    const detail = `Meta does not accept the app secret for the app ${appId} (${answer.code}): copy both from App settings > Basic`;
    return { ok: false, member: 'app_secret', code: 'app_secret_wrong', detail };
  }
  const token = Debugged.safeParse(answer.body).data?.data;
  if (!token?.is_valid) {
    const why = token?.error?.message ?? 'Meta does not accept it';
    return wrongToken(
      'token_invalid',
      `The token does not work: ${why.slice(0, 300)}. Make a new one for the system user`,
    );
  }
  if (token.app_id !== undefined && token.app_id !== appId) {
    return wrongToken('token_of_another_app', `The token belongs to the app ${token.app_id}, not to ${appId}`);
  }
  if (token.type !== undefined && token.type !== 'SYSTEM_USER') {
    const detail = 'The token belongs to a person and soon expires: make one of a system user that never expires';
    return wrongToken('token_of_user', detail);
  }
  const missing = REQUIRED_SCOPES.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0) {
    const detail = `The token lacks ${missing.join(' and ')}: make a new one with both permissions`;
    return wrongToken('token_lacks_permission', detail);
  }
  const accountIds = accountsOf(token.granular_scopes);
  if (accountIds?.length === 0) {
    const detail =
      'The token may manage some WhatsApp accounts and send for others: make a new one with both permissions for the same account';
    return wrongToken('token_lacks_permission', detail);
  }
  const expires = token.expires_at ?? 0;
  const expiry = { at: expires * 1_000 };
  const until = expires > 0 ? new Date(expiry.at).toISOString() : null;
  return {
    ok: true,
    userId: token.user_id ?? null,
    accountIds,
    result:
      until === null
        ? done('merchant', 'The token belongs to a system user and does not expire')
        : notDone(
            'to_do',
            'merchant',
            'token_expires',
            `The token expires on ${until}: make one that never expires`,
            expiry,
          ),
  };
}
