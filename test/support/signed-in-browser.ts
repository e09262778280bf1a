import { exports } from 'cloudflare:workers';

const ORIGIN = 'https://aisac.test';

export type PageResponse = { status: number; headers: Headers; location: string | null; text: string };

const unescapeHtml = (text: string): string =>
  text.replaceAll(
    /&(quot|#39|lt|gt|amp);/g,
    (_, name: string) => ({ quot: '"', '#39': "'", lt: '<', gt: '>' })[name] ?? '&',
  );

const attribute = (tag: string, name: string): string | null => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescapeHtml(value);
};

/** Returns the hidden fields of the form with this action, or else the form token of the page. */
function hiddenFields(page: string, action: string): Record<string, string[]> {
  const forms = [...page.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([form]) => form);
  const own = forms.find(
    (form) => attribute(form.slice(0, form.indexOf('>') + 1), 'action')?.replace(/#.*/, '') === action,
  );
  const inputs = [...(own ?? page).matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([tag]) => tag);
  const fields: Record<string, string[]> = {};
  for (const tag of inputs) {
    const name = attribute(tag, 'name') ?? '';
    if (own || name === 'form_token') fields[name] = [...(fields[name] ?? []), attribute(tag, 'value') ?? ''];
  }
  return fields;
}

/** Signs a browser in to the profile pages with an API key. It does not follow redirects. */
export async function signedInBrowser({ key }: { key: string }, language: 'en' | 'it' = 'en') {
  const cookies = new Map<string, string>();
  let page = '';

  /** Sends a request with the browser's cookies and headers. */
  const request = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
    new Request(`${ORIGIN}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        'accept-language': language,
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.body === undefined ? {} : { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }),
        ...init.headers,
      },
    });

  async function ask(asked: Request): Promise<PageResponse> {
    const response = await exports.default.fetch(asked);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0\b/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, headers: response.headers, location: response.headers.get('location'), text };
  }

  async function get(path: string, headers: Record<string, string> = {}): Promise<PageResponse> {
    const shown = await ask(request(path, { headers }));
    if (shown.status === 200) page = shown.text;
    return shown;
  }

  /** Submits a form of the last page that was got. `fields` are the values typed by the user, or override hidden fields. */
  const post = (path: string, fields: Record<string, string | string[]> = {}): Promise<PageResponse> => {
    const all = Object.entries({ ...hiddenFields(page, path), ...fields });
    const body = new URLSearchParams(all.flatMap(([name, value]) => [value].flat().map((each) => [name, each])));
    return ask(request(path, { method: 'POST', body: String(body) }));
  };
  /** The same, and the next form is one of the page that it answers with. */
  async function submit(path: string, fields: Record<string, string | string[]> = {}): Promise<PageResponse> {
    const shown = await post(path, fields);
    if (shown.status < 300) page = shown.text;
    return shown;
  }

  const entered = await post('/account/profile/sign-in', { api_key: key });
  if (entered.status !== 303) throw new Error(`the sign-in answered ${entered.status}`);
  await get('/account/profile');
  return { request, get, post, submit };
}

export type Browser = Awaited<ReturnType<typeof signedInBrowser>>;
