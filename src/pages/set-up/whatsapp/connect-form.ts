import type { Context } from 'hono';
import type { AppEnv } from '../../../http/request/app-env';
import { keptSecrets } from '../../forms/kept-secrets';

export const CONNECT_FORM = 'connect';
const MEMBERS = ['app_id', 'app_secret', 'access_token', 'pin', 'phone_number_id'];
const SECRETS = ['app_secret', 'access_token', 'pin'];

/** Returns the members of the form that connects a number: an empty secret is the one that the form has kept. */
export async function readConnectForm(c: Context<AppEnv>): Promise<Record<string, string>> {
  const given = MEMBERS.map((name) => [name, (c.get('form').get(name) ?? '').trim()] as const);
  return { ...(await keptSecrets(c, CONNECT_FORM)), ...Object.fromEntries(given.filter(([, value]) => value !== '')) };
}

export const secretsIn = (members: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(members).filter(([name]) => SECRETS.includes(name)));
