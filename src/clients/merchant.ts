import type { Endpoint } from '../db/schema';
import { isJsonObject, type JsonObject } from '../shared/json';
import { parseJson } from '../shared/parse-json';
import { signWebhook } from '../shared/standard-webhooks';
import type { SafeFetch } from './safe-fetch';

const USER_AGENT = 'aisac/1 (+https://docs.example/)';
/** contract.md, section 4. */
const OBJECT_BYTES = 262_144;
/** delivery.md: an answer past this counts as a failure. */
const ANSWER_BYTES = 65_536;
const KEPT_BYTES = 1_024;

export type GetObjectAnswer =
  | { kind: 'found'; object: JsonObject }
  | { kind: 'not_found' }
  | { kind: 'failed'; code: string };

export type UpdateAnswer = {
  status: number | null;
  error: string | null;
  retryAfter: string | null;
  /** The first KiB of what came back. */
  answer: string;
  durationMs: number;
};

const withParams = (text: string, params: Record<string, string>): string => {
  const url = new URL(text);
  for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  return url.toString();
};

/** So that a header of the merchant's never stands beside one of ours that differs by case only. */
const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The merchant's two endpoints (contract.md, section 4); neither call throws for what the merchant does. */
export const makeMerchantClient = (safeFetch: SafeFetch) => ({
  /** Asks for an object once; `endpoint.headers` are in the clear. */
  async getObject({
    endpoint,
    params,
  }: {
    endpoint: Endpoint;
    params: Record<string, string>;
  }): Promise<GetObjectAnswer> {
    const post = endpoint.method === 'POST';
    const headers = { ...lowerCased(endpoint.headers), accept: 'application/json', 'user-agent': USER_AGENT };
    const answer = await safeFetch(
      {
        url: post ? endpoint.url : withParams(endpoint.url, params),
        method: endpoint.method,
        headers: post ? { ...headers, 'content-type': 'application/json' } : headers,
        body: post ? JSON.stringify(params) : null,
        timeoutMs: endpoint.timeout_ms,
      },
      OBJECT_BYTES,
    );
    if (!answer.ok) return { kind: 'failed', code: answer.code };
    if (answer.status === 404) return { kind: 'not_found' };
    if (answer.status !== 200) return { kind: 'failed', code: `http_${answer.status}` };
    const parsed = parseJson(new TextDecoder().decode(answer.body));
    return parsed.ok && isJsonObject(parsed.value)
      ? { kind: 'found', object: parsed.value }
      : { kind: 'failed', code: 'not_json' };
  },

  /** Pushes once, signed by Standard Webhooks; `timestamp` is in Unix seconds. */
  async updateObject(push: {
    endpoint: Endpoint;
    pushId: string;
    timestamp: number;
    body: string;
    secrets: string[];
  }): Promise<UpdateAnswer> {
    const { endpoint, pushId, timestamp, body, secrets } = push;
    const answer = await safeFetch(
      {
        url: endpoint.url,
        method: 'POST',
        headers: {
          ...lowerCased(endpoint.headers),
          'content-type': 'application/json',
          'user-agent': USER_AGENT,
          ...(await signWebhook({ id: pushId, timestamp, body, secrets })),
        },
        body,
        timeoutMs: endpoint.timeout_ms,
      },
      ANSWER_BYTES,
    );
    const { durationMs, status } = answer;
    if (!answer.ok) return { status, error: answer.code, retryAfter: null, answer: '', durationMs };
    return {
      status,
      error: answer.status >= 200 && answer.status < 300 ? null : `http_${answer.status}`,
      retryAfter: answer.headers.get('retry-after'),
      answer: new TextDecoder().decode(answer.body.subarray(0, KEPT_BYTES)),
      durationMs,
    };
  },
});

export type MerchantClient = ReturnType<typeof makeMerchantClient>;
