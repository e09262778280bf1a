import { exports } from 'cloudflare:workers';
import { inject } from 'vitest';

const ORIGIN = 'https://aisac.test';

export type Answer = { status: number; headers: Headers; body: any };

/** Calls the Worker by HTTP. A string body is sent unchanged. */
export async function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await exports.default.fetch(`${ORIGIN}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

export const PRICES = { 'flow.run': '0.0500', 'message.utility': '0.0691', push: '0.0010' };

/** Creates an account with a key that has all scopes, for one test. */
export async function newTenant(account: Record<string, unknown> = {}) {
  const { body } = await call('POST', '/admin/accounts', {
    headers: { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` },
    body: { name: 'Negozio', features: ['orders'], price_list: PRICES, database: 0, ...account },
  });
  const key: string = body.api_key;
  const as = (method: string, path: string, input?: unknown, headers: Record<string, string> = {}) =>
    call(method, path, { body: input, headers: { 'x-api-key': key, ...headers } });
  return { accountId: body.account_id as string, key, as };
}

export type Tenant = Awaited<ReturnType<typeof newTenant>>;
