import type { ReplySpec, StatusSpec } from '../../test/standins/meta-webhooks.ts';

/** Calls an HTTP API with JSON; throws with what came back unless it is a 2xx. */
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

/** The customer's phone: what the Meta stand-in can be told to do for a number. */
export function phone(metaUrl: string, phoneNumberId: string) {
  const line = `${metaUrl}/_control/meta/${phoneNumberId}`;
  return {
    tell: (told: Record<string, unknown>) => callJson('PUT', line, { body: told }),
    sent: (): Promise<{ wamid: string; body: any }[]> => callJson('GET', `${line}/sent`),
    reply: (spec: ReplySpec & { copies?: number }): Promise<number[]> =>
      callJson('POST', `${line}/reply`, { body: spec }),
    status: (spec: Omit<StatusSpec, 'recipient'>): Promise<number[]> =>
      callJson('POST', `${line}/status`, { body: spec }),
  };
}

/** Asks again and again until the answer is there; throws with the last one seen. */
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
  throw new Error(`it never came: ${what}`);
}
