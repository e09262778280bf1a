import type { ReplySpec, StatusSpec } from '../../test/standins/meta-webhooks.ts';

export type Answer = { status: number; headers: Headers; text: string; json: any };
export type AskOptions = { method?: string; headers?: Record<string, string>; body?: unknown };

const TIMEOUT_MS = 120_000;

const parsed = (text: string): any => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Calls an HTTP API without following redirects. A string or bytes are sent as they are, any other body as JSON. */
export async function ask(url: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    body: body === undefined ? undefined : isRaw ? (body as BodyInit) : JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** Calls an HTTP API with JSON and returns the JSON of the answer; throws with the answer's text unless it is a 2xx. */
export async function callJson(method: string, url: string, options: Omit<AskOptions, 'method'> = {}): Promise<any> {
  const { status, text, json } = await ask(url, { ...options, method });
  if (status < 200 || status >= 300) throw new Error(`${method} ${url}: ${status} ${text}`);
  return json;
}

/** Returns the controls of a number of the Meta stand-in: what the customer's phone received, and what it sends. */
export function phone(metaUrl: string, phoneNumberId: string) {
  const line = `${metaUrl}/_control/meta/${phoneNumberId}`;
  return {
    tell: (settings: Record<string, unknown>) => callJson('PUT', line, { body: settings }),
    sent: (): Promise<{ wamid: string; body: any }[]> => callJson('GET', `${line}/sent`),
    reply: (spec: ReplySpec & { copies?: number }): Promise<number[]> =>
      callJson('POST', `${line}/reply`, { body: spec }),
    status: (spec: Omit<StatusSpec, 'recipient'>): Promise<number[]> =>
      callJson('POST', `${line}/status`, { body: spec }),
  };
}

/** Polls until `ask` returns something other than null, and returns that; an error of `ask` counts as null. Throws after `timeoutMs`. */
export async function eventually<Result>(
  what: string,
  ask: () => Promise<Result | null>,
  timeoutMs = 30_000,
): Promise<Result> {
  for (
    const until = Date.now() + timeoutMs;
    Date.now() < until;
    await new Promise((resolve) => setTimeout(resolve, 100))
  ) {
    const result = await ask().catch(() => null);
    if (result !== null) return result;
  }
  throw new Error(`timed out after ${timeoutMs} ms waiting for ${what}`);
}
