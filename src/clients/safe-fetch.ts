import { readUpTo } from '../shared/read-up-to';

export type HttpCall = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
  /** One deadline over connect, headers and body. */
  timeoutMs: number;
};
/** `bad_encoding`: the body is not compressed as its Content-Encoding says. */
export type CallErrorCode = 'timeout' | 'connect_failed' | 'redirected' | 'too_large' | 'bad_encoding' | 'url_refused';
type ReceivedResponse = { status: number; headers: Headers; body: Uint8Array<ArrayBuffer> };
export type CallResult =
  | ({ ok: true; durationMs: number } & ReceivedResponse)
  | { ok: false; code: CallErrorCode; status: number | null; durationMs: number; partial?: undefined }
  /** The status line came and the body could not be read; `partial.body` is what came of it. */
  | { ok: false; code: CallErrorCode; status: number | null; durationMs: number; partial: ReceivedResponse };

export type SafeFetch = (call: HttpCall, maxBytes: number) => Promise<CallResult>;

/**
 * Makes the one function by which a merchant's URL is called: the URL is checked again before each call, no redirect is
 * followed, the answer is read as a stream up to `maxBytes`, and nothing is ever thrown.
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
    const lost = () => (signal.aborted ? 'timeout' : 'connect_failed');
    let response: Response;
    try {
      response = await deps.fetch(url, { method, headers, body, redirect: 'manual', signal });
    } catch {
      return failed(lost());
    }
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel().catch(() => undefined);
      return failed('redirected', status);
    }
    const read = await readUpTo(response.body, maxBytes);
    const answered = { status, headers: response.headers, body: read.bytes };
    if (read.end === 'whole') return { ok: true, ...answered, durationMs: deps.now() - started };
    if (read.end === 'too_large') return { ...failed('too_large', status), partial: answered };
    // What can't be decompressed is a TypeError, a connection that breaks off is none.
    const isEncoding =
      !signal.aborted && read.error instanceof TypeError && response.headers.get('content-encoding') !== null;
    return { ...failed(isEncoding ? 'bad_encoding' : lost(), status), partial: answered };
  };
}
