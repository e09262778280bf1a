import type { ReplySpec, StatusSpec } from '../../test/standins/meta-webhooks.ts';

/** Calls an HTTP API with JSON and returns the JSON of the answer; throws with the answer's text unless it is a 2xx. */
export async function callJson(
  method: string,
  url: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<any> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
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
