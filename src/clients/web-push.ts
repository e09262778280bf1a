import { buildPushPayload } from '@block65/webcrypto-web-push';

export type WebPushTarget = { endpoint: string; p256dh: string; auth: string };
export type VapidKeys = { subject: string; publicKey: string; privateKey: string };
/** `gone`: the browser has ended the subscription. */
export type WebPushResult = { kind: 'accepted' } | { kind: 'gone' } | { kind: 'failed'; code: string };

const TIMEOUT_MS = 10_000;
/** A notification of a customer who waits is of no use after four hours. */
const TTL_S = 14_400;

/**
 * Creates the client of browsers' push services (RFC 8030, 8291, 8292). It calls once and never throws. The package is 2.2 kB gzip
 * with what it needs; it loads with the first notification.
 */
export const makeWebPushClient = (deps: {
  fetch: typeof fetch;
  vapid: VapidKeys;
  urlRejectionReason(url: string): string | null;
}) => ({
  /** Sends an encrypted notification. A later one with the same `topic` replaces it until it is delivered. */
  async send(
    { endpoint, p256dh, auth }: WebPushTarget,
    { data, topic }: { data: Record<string, string>; topic: string },
  ): Promise<WebPushResult> {
    if (deps.urlRejectionReason(endpoint) !== null) return { kind: 'gone' };
    try {
      const { headers, method, body } = await buildPushPayload(
        { data, options: { ttl: TTL_S, topic, urgency: 'high' } },
        { endpoint, expirationTime: null, keys: { p256dh, auth } },
        deps.vapid,
      );
      const { 'content-length': _, ...sent } = headers;
      const response = await deps.fetch(endpoint, {
        method,
        headers: sent,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) return { kind: 'accepted' };
      if (response.status === 404 || response.status === 410) return { kind: 'gone' };
      return { kind: 'failed', code: `http_${response.status}` };
    } catch {
      return { kind: 'failed', code: 'no_answer' };
    }
  },
});

export type WebPushClient = ReturnType<typeof makeWebPushClient>;
