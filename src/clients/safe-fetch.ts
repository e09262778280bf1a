import { readLimited } from '../shared/read-limited';

export type Call = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
  /** One deadline over connect, headers and body. */
  timeoutMs: number;
};
export type CallFailure = 'timeout' | 'connect_failed' | 'redirected' | 'too_large' | 'url_refused';
export type CallAnswer =
  | { ok: true; status: number; headers: Headers; body: Uint8Array<ArrayBuffer>; durationMs: number }
  | { ok: false; code: CallFailure; status: number | null; durationMs: number };

export type SafeFetch = (call: Call, maxBytes: number) => Promise<CallAnswer>;

/**
 * Makes the one function by which a merchant's URL is called: the URL is checked again before each call, no redirect is
 * followed, the answer is read as a stream up to `maxBytes`, and nothing is ever thrown.
 */
export function makeSafeFetch(deps: {
  fetch: typeof fetch;
  now(): number;
  refuseUrl(url: string): string | null;
}): SafeFetch {
  return async ({ url, method, headers, body, timeoutMs }, maxBytes) => {
    const started = deps.now();
    const failed = (code: CallFailure, status: number | null = null) =>
      ({ ok: false, code, status, durationMs: deps.now() - started }) as const;
    if (deps.refuseUrl(url) !== null) return failed('url_refused');
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await deps.fetch(url, { method, headers, body, redirect: 'manual', signal });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        return failed('redirected', response.status);
      }
      const read = await readLimited(response.body, maxBytes);
      if (!read.ok) return failed('too_large', response.status);
      const durationMs = deps.now() - started;
      return { ok: true, status: response.status, headers: response.headers, body: read.bytes, durationMs };
    } catch {
      return failed(signal.aborted ? 'timeout' : 'connect_failed');
    }
  };
}
