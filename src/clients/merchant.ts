import type { Endpoint } from '../db/schema';
import { detectEncoding } from '../shared/detect-encoding';
import { isJsonObject, type JsonObject } from '../shared/json';
import { parseLenientJson } from '../shared/parse-json';
import { signWebhook } from '../shared/standard-webhooks';
import type { CallErrorCode, SafeFetch } from './safe-fetch';

const USER_AGENT = 'aisac/1 (+https://docs.example/)';
const MAX_OBJECT_BYTES = 262_144;
/** An answer to a push is read no further: only its status line counts. */
const MAX_RESPONSE_BYTES = 65_536;
const MAX_STORED_BYTES = 1_024;

export type GetObjectResult =
  | { kind: 'found'; object: JsonObject }
  | { kind: 'not_found' }
  | { kind: 'failed'; code: string };

export type UpdateObjectResult = {
  status: number | null;
  error: string | null;
  retryAfter: string | null;
  /** The first KiB of what came back, and a note where the rest could not be read. */
  answer: string;
  durationMs: number;
};

const withParams = (text: string, params: Record<string, string>): string => {
  const url = new URL(text);
  for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  return url.toString();
};

/** So that a header of the merchant's never stands beside one of ours that differs by case only. */
const withLowerCaseNames = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Decodes the body; returns the failure code when the bytes do not match the charset. */
function decodeBody(bytes: Uint8Array, contentType: string | null): { text: string } | { code: string } {
  const encoding = detectEncoding(bytes, contentType);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return { code: encoding === 'utf-8' ? 'not_utf8' : 'wrong_charset' };
  }
}

/** What is kept of the answer to a push. */
function responseExcerpt(
  { headers, body }: { headers: Headers; body: Uint8Array },
  unreadable: CallErrorCode | null,
): string {
  const kept = body.subarray(0, MAX_STORED_BYTES);
  // As a stream where it is cut: half a character at the end is left out.
  const isCut = kept.length < body.length || unreadable !== null;
  const text = new TextDecoder(detectEncoding(body, headers.get('content-type'))).decode(kept, { stream: isCut });
  return unreadable === null ? text : `${text}\n[The body could not be read to its end: ${unreadable}]`.trimStart();
}

/** The merchant's two endpoints; neither call throws for what the merchant does. */
export const makeMerchantClient = (safeFetch: SafeFetch) => ({
  /** Asks for an object once; `endpoint.headers` are in the clear. */
  async getObject({
    endpoint,
    params,
  }: {
    endpoint: Endpoint;
    params: Record<string, string>;
  }): Promise<GetObjectResult> {
    const post = endpoint.method === 'POST';
    const headers = { ...withLowerCaseNames(endpoint.headers), accept: 'application/json', 'user-agent': USER_AGENT };
    const answer = await safeFetch(
      {
        url: post ? endpoint.url : withParams(endpoint.url, params),
        method: endpoint.method,
        headers: post ? { ...headers, 'content-type': 'application/json' } : headers,
        body: post ? JSON.stringify(params) : null,
        timeoutMs: endpoint.timeout_ms,
      },
      MAX_OBJECT_BYTES,
    );
    // A status other than 200 says all, whatever came after it.
    const status = answer.ok ? answer.status : answer.partial?.status;
    if (status === 404) return { kind: 'not_found' };
    if (status !== undefined && status !== 200) return { kind: 'failed', code: `http_${status}` };
    if (!answer.ok) return { kind: 'failed', code: answer.code };
    const decoded = decodeBody(answer.body, answer.headers.get('content-type'));
    if ('code' in decoded) return { kind: 'failed', code: decoded.code };
    const parsed = parseLenientJson(decoded.text);
    return parsed.ok && isJsonObject(parsed.value)
      ? { kind: 'found', object: parsed.value }
      : { kind: 'failed', code: 'not_json' };
  },

  /** Pushes once, signed by Standard Webhooks; `timestamp` is in Unix seconds. Any 2xx status line is success, whatever follows it. */
  async updateObject(push: {
    endpoint: Endpoint;
    pushId: string;
    timestamp: number;
    body: string;
    secrets: string[];
  }): Promise<UpdateObjectResult> {
    const { endpoint, pushId, timestamp, body, secrets } = push;
    const answer = await safeFetch(
      {
        url: endpoint.url,
        method: 'POST',
        headers: {
          ...withLowerCaseNames(endpoint.headers),
          'content-type': 'application/json',
          'user-agent': USER_AGENT,
          ...(await signWebhook({ id: pushId, timestamp, body, secrets })),
        },
        body,
        timeoutMs: endpoint.timeout_ms,
      },
      MAX_RESPONSE_BYTES,
    );
    const { durationMs } = answer;
    if (!answer.ok && !answer.partial) {
      return { status: answer.status, error: answer.code, retryAfter: null, answer: '', durationMs };
    }
    const answered = answer.ok ? answer : answer.partial;
    const { status } = answered;
    return {
      status,
      error: status >= 200 && status < 300 ? null : `http_${status}`,
      retryAfter: answered.headers.get('retry-after'),
      answer: responseExcerpt(answered, answer.ok ? null : answer.code),
      durationMs,
    };
  },
});

export type MerchantClient = ReturnType<typeof makeMerchantClient>;
