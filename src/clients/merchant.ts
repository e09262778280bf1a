import type { Endpoint } from '../db/schema';
import { signWebhook } from '../shared/crypto/standard-webhooks';
import { isJsonObject, type JsonObject } from '../shared/json/json';
import { parseLenientJson } from '../shared/json/parse-json';
import { detectEncoding } from '../shared/text/detect-encoding';
import type { CallErrorCode, SafeFetch } from './safe-fetch';

const USER_AGENT = 'aisac/1 (+https://docs.example/)';
const MAX_OBJECT_BYTES = 262_144;
/** The response to a push is read up to this size. Only its status decides the result. */
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
  /** The first KiB of the response, with a note if the rest could not be read. */
  answer: string;
  durationMs: number;
};

const withParams = (text: string, params: Record<string, string>): string => {
  const url = new URL(text);
  for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  return url.toString();
};

/** Lowercases header names, so that ours replace the merchant's headers of the same name. */
const withLowerCaseNames = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Decodes the body. Returns an error code if the bytes do not match the charset. */
function decodeBody(bytes: Uint8Array, contentType: string | null): { text: string } | { code: string } {
  const encoding = detectEncoding(bytes, contentType);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return { code: encoding === 'utf-8' ? 'not_utf8' : 'wrong_charset' };
  }
}

/** Returns the part of the response that is stored with a push attempt. */
function responseExcerpt(
  { headers, body }: { headers: Headers; body: Uint8Array },
  unreadable: CallErrorCode | null,
): string {
  const excerpt = body.subarray(0, MAX_STORED_BYTES);
  // With `stream`, the decoder drops an incomplete character at the end.
  const isCut = excerpt.length < body.length || unreadable !== null;
  const text = new TextDecoder(detectEncoding(body, headers.get('content-type'))).decode(excerpt, { stream: isCut });
  return unreadable === null ? text : `${text}\n[The body could not be read to its end: ${unreadable}]`.trimStart();
}

/** Creates the client of a merchant's two endpoints. Its methods return errors of the merchant instead of throwing. */
export const makeMerchantClient = (safeFetch: SafeFetch) => ({
  /** Gets an object, without retries. `endpoint.headers` must be decrypted. */
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
    // A status other than 200 decides the result, even if the body could not be read.
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

  /**
   * Pushes an update, without retries, signed according to Standard Webhooks. `timestamp` is in Unix seconds. Every 2xx
   * status is a success, even if the body cannot be read.
   */
  async updateObject(push: {
    endpoint: Endpoint;
    pushId: string;
    timestamp: number;
    body: string;
    secrets: string[];
  }): Promise<UpdateObjectResult> {
    const { endpoint, pushId, body, secrets } = push;
    // The clock of the sweep's work may be ahead, but a receiver refuses a time that is not its own.
    const timestamp = Math.min(push.timestamp, Math.floor(Date.now() / 1_000));
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
    const received = answer.ok ? answer : answer.partial;
    const { status } = received;
    return {
      status,
      error: status >= 200 && status < 300 ? null : `http_${status}`,
      retryAfter: received.headers.get('retry-after'),
      answer: responseExcerpt(received, answer.ok ? null : answer.code),
      durationMs,
    };
  },
});

export type MerchantClient = ReturnType<typeof makeMerchantClient>;
