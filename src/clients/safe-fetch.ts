import { readUpTo } from '../shared/text/read-up-to';

export type HttpCall = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
  /** One timeout for connection, headers and body. */
  timeoutMs: number;
};
/** `bad_encoding`: the body cannot be decompressed as its Content-Encoding requires. */
export type CallErrorCode = 'timeout' | 'connect_failed' | 'redirected' | 'too_large' | 'bad_encoding' | 'url_refused';
type ReceivedResponse = { status: number; headers: Headers; body: Uint8Array<ArrayBuffer> };
export type HttpCallResult =
  | ({ ok: true; durationMs: number } & ReceivedResponse)
  | { ok: false; code: CallErrorCode; status: number | null; durationMs: number; partial?: undefined }
  /** The status was received, but the body could not be read to its end; `partial.body` is the part before. */
  | { ok: false; code: CallErrorCode; status: number | null; durationMs: number; partial: ReceivedResponse };

export type SafeFetch = (call: HttpCall, maxBytes: number) => Promise<HttpCallResult>;

/**
 * Creates the only function that calls merchants' URLs. It checks the URL before each call, follows no redirects, reads at
 * most `maxBytes` of the response and never throws.
 */
export function makeSafeFetch(deps: {
  fetch: typeof fetch;
  now(): number;
  urlRejectionReason(url: string): string | null;
}): SafeFetch {
  return async ({ url, method, headers, body, timeoutMs }, maxBytes) => {
    const started = deps.now();
    const failed = (code: CallErrorCode, status: number | null = null) =>
      ({ ok: false, code, status, durationMs: deps.now() - started }) as const;
    if (deps.urlRejectionReason(url) !== null) return failed('url_refused');
    const signal = AbortSignal.timeout(timeoutMs);
    const networkError = () => (signal.aborted ? 'timeout' : 'connect_failed');
    let response: Response;
    try {
      response = await deps.fetch(url, { method, headers, body, redirect: 'manual', signal });
    } catch {
      return failed(networkError());
    }
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel().catch(() => undefined);
      return failed('redirected', status);
    }
    const read = await readUpTo(response.body, maxBytes);
    const received = { status, headers: response.headers, body: read.bytes };
    if (read.end === 'whole') return { ok: true, ...received, durationMs: deps.now() - started };
    if (read.end === 'too_large') return { ...failed('too_large', status), partial: received };
    // The runtime throws a TypeError for a decompression error, but not for a broken connection.
    const isEncoding =
      !signal.aborted && read.error instanceof TypeError && response.headers.get('content-encoding') !== null;
    return { ...failed(isEncoding ? 'bad_encoding' : networkError(), status), partial: received };
  };
}
