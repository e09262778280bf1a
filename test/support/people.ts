import { exports } from 'cloudflare:workers';
import type { Tenant } from './tenant';

const ORIGIN = 'https://aisac.test';

export type Visit = { status: number; location: string | null; text: string; headers: Headers };

/** A browser that belongs to nobody yet: it keeps cookies, and sends the headers of a page of this host. */
export function newBrowser(language: 'en' | 'it' = 'en') {
  const cookies = new Map<string, string>();
  async function ask(method: string, path: string, fields?: Record<string, string>, headers = {}): Promise<Visit> {
    const response = await exports.default.fetch(`${ORIGIN}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': language,
        'user-agent': 'Test browser',
        'cf-connecting-ip': '203.0.113.7',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields
          ? { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }
          : {}),
        ...headers,
      },
      body: fields ? new URLSearchParams(fields).toString() : undefined,
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0\b/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, location: response.headers.get('location'), text, headers: response.headers };
  }
  return {
    cookies,
    get: (path: string) => ask('GET', path),
    head: (path: string) => ask('HEAD', path),
    /** Posts a form without a token, as the pages without a session do. */
    post: (path: string, fields: Record<string, string> = {}, headers = {}) => ask('POST', path, fields, headers),
    /** Posts a form with the session's token, which it reads from a page. */
    async submit(path: string, fields: Record<string, string> = {}, from = '/account/profile/people/me') {
      const { text } = await ask('GET', from);
      const formToken = /name="form_token" value="(\w+)"/.exec(text)?.[1] ?? '';
      return ask('POST', path, { form_token: formToken, ...fields });
    },
  };
}
export type NewBrowser = ReturnType<typeof newBrowser>;

/** Invites a person by the account's first key. Returns the answer, and the path of the link. */
export async function invite(tenant: Tenant, input: Record<string, unknown>) {
  const { status, body } = await tenant.as('POST', '/v1/invitations', input);
  return { status, body, path: String(body.url ?? '').replace(ORIGIN, '') };
}

/** Invites a person, who accepts in a new browser. */
export async function join(tenant: Tenant, role: string, name = role, email = `${role}@negozio.example`) {
  const { path } = await invite(tenant, { email, name, role });
  const browser = newBrowser();
  const accepted = await browser.post(path);
  if (accepted.status !== 303) throw new Error(`the invitation answered ${accepted.status}`);
  const { body } = await tenant.as('GET', '/v1/people?limit=100');
  const personId: string = body.data.find((person: { email: string }) => person.email === email).person_id;
  return { browser, personId };
}
