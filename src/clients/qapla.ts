import { z } from 'zod';
import type { JsonObject } from '../shared/json/json';
import { parseLenientJson } from '../shared/json/parse-json';
import { textOrEmpty } from '../shared/json/read-json';
import type { CallErrorCode, HttpCall, HttpCallResult, SafeFetch } from './safe-fetch';

const TIMEOUT_MS = 15_000;
/** A shipment with its history has a few KiB. */
const MAX_RESPONSE_BYTES = 1_048_576;
const MAX_MESSAGE_LENGTH = 500;
const USER_AGENT = 'aisac/1 (+https://docs.example/)';
/** The version whose getShipment returns the id that version 2 uses. */
const TRACKING_VERSION = '1.3';

/** An answer with an error, or none. `status` is null if no status line came. */
export type QaplaFailure = {
  kind: 'failed';
  status: number | null;
  code: CallErrorCode | 'not_json' | 'ko' | `http_${number}`;
  /** Qapla's explanation, without the secrets of the call. */
  message: string;
  retryAfter: string | null;
};
export type QaplaTokenResult = { kind: 'granted'; token: string; lifetimeMs: number } | QaplaFailure;

const looseId = z.union([z.string(), z.number()]).transform(String).catch('');
const looseText = z.string().nullish().catch(null);
const looseFlag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 1 || value === '1');
const QaplaShipment = z.looseObject({
  id: looseId,
  trackingNumber: looseText,
  newTrackingNumber: looseText,
  oldTrackingNumber: looseText,
  isDeleted: looseFlag,
  isReturnShipment: looseFlag,
  courier: z.looseObject({ code: looseText }).nullish().catch(null),
  status: z
    .looseObject({
      date: looseText,
      dateISO: looseText,
      qaplaStatus: z.looseObject({ id: looseId, detailID: looseId }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
export type QaplaShipment = z.infer<typeof QaplaShipment>;
const ShipmentsResponse = z.looseObject({
  getShipment: z.looseObject({
    result: looseText,
    error: z.unknown().optional(),
    shipments: z.array(QaplaShipment).catch([]),
  }),
});
const TokenResponse = z.looseObject({ token: z.string().min(1).max(8_000), expires_in: z.number().positive() });
const ReleaseResponse = z.looseObject({
  courierOutcome: z.string(),
  message: looseText,
  releaseId: z.union([z.string(), z.number()]).nullish().catch(null),
});

const parseBody = (answer: Extract<HttpCallResult, { ok: true }>) =>
  parseLenientJson(new TextDecoder().decode(answer.body));

/** Returns a text without these secrets, which an error message could repeat. */
const redact = (text: string, secrets: string[]): string =>
  secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text).slice(0, MAX_MESSAGE_LENGTH);

/** Returns the `detail` of an RFC 7807 answer, else the beginning of its text. */
function messageOf(body: Uint8Array | undefined, secrets: string[]): string {
  const text = new TextDecoder().decode(body);
  const parsed = parseLenientJson(text);
  const problem = parsed.ok ? z.looseObject({ detail: z.string() }).safeParse(parsed.value) : null;
  return redact(problem?.success ? problem.data.detail : text, secrets);
}

function failureOf(answer: HttpCallResult, secrets: string[]): QaplaFailure {
  const received = answer.ok ? answer : answer.partial;
  const isError = received !== undefined && (received.status < 200 || received.status >= 300);
  const code = isError ? (`http_${received.status}` as const) : answer.ok ? 'not_json' : answer.code;
  const status = answer.ok ? answer.status : (received?.status ?? answer.status);
  const retryAfter = received?.headers.get('retry-after') ?? null;
  return { kind: 'failed', status, code, retryAfter, message: messageOf(received?.body, secrets) };
}

/**
 * Creates the client of Qapla's API (https://api.qapla.dev). It does not retry, because a release must not be repeated blindly,
 * and returns errors of Qapla' and lost answers instead of throwing.
 */
export const makeQaplaClient = ({ safeFetch, apiUrl }: { safeFetch: SafeFetch; apiUrl: string }) => {
  const base = apiUrl.replace(/\/+$/, '');
  const call = ({ path, ...rest }: { path: string } & Pick<HttpCall, 'method' | 'headers' | 'body'>) =>
    safeFetch({ ...rest, url: `${base}${path}`, timeoutMs: TIMEOUT_MS }, MAX_RESPONSE_BYTES);
  const post = (path: string, body: JsonObject, headers: Record<string, string> = {}) =>
    call({
      path,
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': USER_AGENT, ...headers },
      body: JSON.stringify(body),
    });

  return {
    /** Exchanges a channel's private key for a token of version 2, which lasts for a day. */
    async getToken(apiKey: string): Promise<QaplaTokenResult> {
      const answer = await post('/v2/auth/token', { apiKey });
      if (!answer.ok || answer.status !== 200) return failureOf(answer, [apiKey]);
      const body = parseBody(answer);
      const parsed = body.ok ? TokenResponse.safeParse(body.value) : null;
      return parsed?.success
        ? { kind: 'granted', token: parsed.data.token, lifetimeMs: parsed.data.expires_in * 1_000 }
        : { kind: 'failed', status: answer.status, code: 'not_json', message: '', retryAfter: null };
    },

    /** Returns the channel's shipments with a tracking number; several if the number was used again. */
    async getShipments(
      apiKey: string,
      trackingNumber: string,
    ): Promise<{ kind: 'read'; shipments: QaplaShipment[] } | QaplaFailure> {
      const answer = await call({
        path: `/${TRACKING_VERSION}/getShipment/?${new URLSearchParams({ apiKey, trackingNumber }).toString()}`,
        method: 'GET',
        headers: { accept: 'application/json', 'user-agent': USER_AGENT },
        body: null,
      });
      if (!answer.ok || answer.status !== 200) return failureOf(answer, [apiKey]);
      const body = parseBody(answer);
      const parsed = body.ok ? ShipmentsResponse.safeParse(body.value) : null;
      if (!parsed?.success) return failureOf(answer, [apiKey]);
      const { result, error, shipments } = parsed.data.getShipment;
      if (result?.toUpperCase() === 'OK') return { kind: 'read', shipments };
      const message = redact(typeof error === 'string' ? error : JSON.stringify(error ?? ''), [apiKey]);
      return { kind: 'failed', status: answer.status, code: 'ko', message, retryAfter: null };
    },

    /** Asks the carrier to act on a held shipment. After a failure without a status below 500 it may have been executed. */
    async releaseStock({
      token,
      shipmentId,
      release,
    }: {
      token: string;
      shipmentId: string;
      release: JsonObject;
    }): Promise<{ kind: 'sent'; courierOutcome: string; message: string; releaseId: string | null } | QaplaFailure> {
      const path = `/v2/shipments/${encodeURIComponent(shipmentId)}/stock-release`;
      const answer = await post(path, release, { authorization: `Bearer ${token}` });
      if (!answer.ok || answer.status < 200 || answer.status >= 300) return failureOf(answer, [token]);
      const body = parseBody(answer);
      const parsed = body.ok ? ReleaseResponse.safeParse(body.value) : null;
      if (!parsed?.success) return failureOf(answer, [token]);
      const { courierOutcome, message, releaseId } = parsed.data;
      return {
        kind: 'sent',
        courierOutcome,
        message: redact(textOrEmpty(message), [token]),
        releaseId: releaseId == null ? null : String(releaseId),
      };
    },
  };
};

export type QaplaClient = ReturnType<typeof makeQaplaClient>;
