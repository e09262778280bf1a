import { z } from 'zod';
import { base64Decode, hexEncode } from '../shared/crypto/encoding';
import type { JsonObject } from '../shared/json/json';
import { readUpTo } from '../shared/text/read-up-to';
import { multipartUpload } from './multipart-upload';

const TIMEOUT_MS = 20_000;
const MAX_RESPONSE_BYTES = 262_144;

/** An id as Meta sends it; null for a missing, blank or malformed one. */
const MetaId = z
  .union([z.string().regex(/\S/), z.int().transform(String)])
  .nullable()
  .catch(null);
const Contact = z
  .object({ wa_id: MetaId, user_id: MetaId })
  .catch({ wa_id: null, user_id: null })
  .transform(({ wa_id: waId, user_id: userId }) => ({ waId, userId }));
/** A message id proves that Meta accepted the message. Unexpected data in the rest of the response must not cause a second send. */
const SendResponse = z.object({
  messages: z.array(z.object({ id: MetaId }).catch({ id: null })).catch([]),
  contacts: z.array(Contact).catch([]),
});
const ErrorResponse = z.looseObject({
  error: z.looseObject({
    code: z.number(),
    message: z.string().optional(),
    error_subcode: z.number().optional().catch(undefined),
    error_user_msg: z.string().optional().catch(undefined),
    error_data: z.looseObject({ details: z.string().optional() }).optional(),
  }),
});

/**
 * Meta's error codes after which the same message may be sent later: rate limits of the app, account, number and pair,
 * temporary errors and maintenance. Titles and subcodes are ignored.
 */
const RETRYABLE_CODES = new Set([4, 80007, 130429, 131056, 1, 2, 131000, 131016, 131057]);

/** Meta's identifiers of a message's customer: the WhatsApp number and the business-scoped user id. */
export type SendContact = z.infer<typeof Contact>;

export type SendResult =
  | { kind: 'accepted'; wamid: string; contacts: SendContact[] }
  /** There was no usable response: the message may have been sent. */
  | { kind: 'lost' }
  | { kind: 'again' | 'refused'; code: string; metaCode: number | null; detail: string };

type FailedCall = Extract<SendResult, { kind: 'again' | 'refused' }>;
/** An upload whose response was lost may be repeated: it reaches no customer. */
export type MediaUploadResult = { kind: 'uploaded'; id: string } | FailedCall;

/** `busy`: Meta's limit of calls is used up. `unavailable`: there is no usable answer; a POST may have had its effect. */
export type GraphResult =
  | { kind: 'ok'; body: unknown }
  | { kind: 'busy'; code: string; retryAfterMs: number | null }
  | { kind: 'unavailable'; code: string }
  | { kind: 'refused'; code: string; metaCode: number | null; subcode: number | null; detail: string };

type GraphGetResult = { kind: 'found'; body: unknown } | { kind: 'failed'; code: string; metaCode: number | null };
type Failed = { kind: 'failed'; code: string };

const UploadResponse = z.object({ id: MetaId });
const MediaResponse = z.looseObject({
  url: z.url(),
  mime_type: z.string().optional(),
  file_size: z.coerce.number().int().positive(),
  sha256: z.string().optional(),
});

/** The hosts from which Meta serves files. No other host gets the access token. */
const MEDIA_HOSTS = /(^|\.)(fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;
const MEDIA_TIMEOUT_MS = 120_000;

/** Converts a digest to hex: Meta sends hex in some responses and base64 in others. Returns null for any other text. */
function toHexDigest(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const bytes = base64Decode(text);
  return bytes?.length === 32 ? hexEncode(bytes) : null;
}

/** Reads an error response of Meta; null if the body has no error code. */
function failedCallOf(status: number, body: unknown): FailedCall | null {
  const refused = ErrorResponse.safeParse(body);
  if (!refused.success) return null;
  const { code, message, error_data } = refused.data.error;
  const kind = RETRYABLE_CODES.has(code) || status >= 500 ? 'again' : 'refused';
  const detail = (error_data?.details ?? message ?? '').slice(0, 500);
  return { kind, code: `meta_${code}`, metaCode: code, detail };
}

/** Describes an error response without an error code. */
function failedWithoutCode(status: number): FailedCall {
  const kind = status === 429 || status >= 500 ? 'again' : 'refused';
  return { kind, code: `meta_http_${status}`, metaCode: null, detail: `Meta answered ${status} without an error code` };
}

/** Meta's error codes of a limit of calls: of the app, the user, the business and the WhatsApp Business Account. */
const BUSY_CODES = new Set([4, 17, 32, 613, 80007, 80008]);
/** Meta's error codes that say nothing about the call: unknown error, service temporarily down. */
const UNAVAILABLE_CODES = new Set([1, 2, 131000, 131016, 131057, 133004]);
const MINUTE_MS = 60_000;

const Usage = z.record(
  z.string(),
  z.array(z.looseObject({ estimated_time_to_regain_access: z.number().nonnegative().optional() })),
);

/** Returns how long Meta's limit of calls stays used up; null if the answer does not say. */
function regainMs(headers: Headers): number | null {
  const usage = Usage.safeParse(parseBody(new TextEncoder().encode(headers.get('x-business-use-case-usage') ?? '')));
  const minutes = Object.values(usage.data ?? {}).flatMap((each) =>
    each.map(({ estimated_time_to_regain_access: time = 0 }) => time),
  );
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? longest * MINUTE_MS : null;
}

function toGraphResult({ status, headers, body }: { status: number; headers: Headers; body: unknown }): GraphResult {
  if (status === 200 && body !== undefined) return { kind: 'ok', body };
  const failed = ErrorResponse.safeParse(body).data?.error;
  const metaCode = failed?.code ?? null;
  const code = metaCode === null ? `meta_http_${status}` : `meta_${metaCode}`;
  if (status === 429 || (metaCode !== null && BUSY_CODES.has(metaCode))) {
    return { kind: 'busy', code, retryAfterMs: regainMs(headers) };
  }
  if (status >= 500 || status < 300 || (metaCode !== null && UNAVAILABLE_CODES.has(metaCode))) {
    return { kind: 'unavailable', code };
  }
  const detail = failed?.error_user_msg ?? failed?.error_data?.details ?? failed?.message ?? `Meta answered ${status}`;
  return { kind: 'refused', code, metaCode, subcode: failed?.error_subcode ?? null, detail: detail.slice(0, 500) };
}

function parseBody(bytes: Uint8Array, secrets: string[] = []): unknown {
  try {
    const text = new TextDecoder().decode(bytes);
    return JSON.parse(secrets.reduce((known, secret) => known.replaceAll(secret, '…'), text));
  } catch {
    return undefined;
  }
}

/** The secrets of a call. Meta may quote them in its errors, which people read and which are stored. */
const secretsOf = (accessToken: string, payload: JsonObject | undefined, isError: boolean): string[] => [
  // The token of an app is its id and its secret; the id is none.
  accessToken.slice(accessToken.indexOf('|') + 1),
  // Six digits may be part of an id, which an error does not need.
  ...(isError && typeof payload?.pin === 'string' ? [payload.pin] : []),
];

/** Creates the client of Meta's Graph API for WhatsApp. Its methods return errors of Meta and the network instead of throwing. */
export const makeWhatsAppClient = (deps: { fetch: typeof fetch; graphUrl: string; graphVersion: string }) => {
  const base = `${deps.graphUrl}/${deps.graphVersion}`;

  /** Throws if there is no response. The body is undefined if it cannot be read; the status is still valid. */
  async function call(url: string, accessToken: string, payload?: JsonObject, secrets: string[] = []) {
    const response = await deps.fetch(url, {
      method: payload ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(payload ? { 'content-type': 'application/json' } : {}),
      },
      ...(payload ? { body: JSON.stringify(payload) } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const read = await readUpTo(response.body, MAX_RESPONSE_BYTES);
    const quotable = [...secretsOf(accessToken, payload, response.status !== 200), ...secrets];
    const body = read.end === 'whole' ? parseBody(read.bytes, quotable) : undefined;
    return { status: response.status, headers: response.headers, body };
  }

  return {
    /** Sends a message, without retries. After `again` it may be sent later; after `lost` it may have been sent. */
    async send(input: { phoneNumberId: string; accessToken: string; payload: JsonObject }): Promise<SendResult> {
      const url = `${base}/${encodeURIComponent(input.phoneNumberId)}/messages`;
      const answer = await call(url, input.accessToken, input.payload).catch(() => null);
      if (!answer) return { kind: 'lost' };
      const { status, body } = answer;
      const accepted = status === 200 ? SendResponse.safeParse(body).data : undefined;
      const wamid = accepted?.messages.find(({ id }) => id !== null)?.id ?? null;
      if (accepted && wamid !== null) return { kind: 'accepted', wamid, contacts: accepted.contacts };
      const failed = failedCallOf(status, body);
      if (failed) return failed;
      // After an unreadable 2xx it is unknown whether the message was sent.
      return status >= 200 && status < 300 ? { kind: 'lost' } : failedWithoutCode(status);
    },

    /** Uploads a file, which Meta keeps for 30 days, to send it from this number. */
    async uploadMedia(input: {
      phoneNumberId: string;
      accessToken: string;
      body: ReadableStream;
      size: number;
      mimeType: string;
      filename: string;
    }): Promise<MediaUploadResult> {
      const form = multipartUpload({ messaging_product: 'whatsapp', type: input.mimeType }, input);
      const response = await deps
        .fetch(`${base}/${encodeURIComponent(input.phoneNumberId)}/media`, {
          method: 'POST',
          headers: { authorization: `Bearer ${input.accessToken}`, 'content-type': form.contentType },
          body: form.body,
          redirect: 'manual',
          signal: AbortSignal.timeout(MEDIA_TIMEOUT_MS),
        })
        .catch(() => null);
      if (!response) {
        return { kind: 'again', code: 'no_answer', metaCode: null, detail: 'Meta did not answer the upload' };
      }
      const read = await readUpTo(response.body, MAX_RESPONSE_BYTES);
      const body = read.end === 'whole' ? parseBody(read.bytes, [input.accessToken]) : undefined;
      const id = response.status === 200 ? (UploadResponse.safeParse(body).data?.id ?? null) : null;
      if (id !== null) return { kind: 'uploaded', id };
      return failedCallOf(response.status, body) ?? failedWithoutCode(response.status);
    },

    /** Marks a customer's message and all earlier ones as read. With `typing`, shows the typing indicator for up to 25 s. */
    async markRead(input: { phoneNumberId: string; accessToken: string; wamid: string; typing: boolean }) {
      const url = `${base}/${encodeURIComponent(input.phoneNumberId)}/messages`;
      const payload = {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: input.wamid,
        ...(input.typing ? { typing_indicator: { type: 'text' } } : {}),
      };
      const answer = await call(url, input.accessToken, payload).catch(() => null);
      return answer?.status === 200;
    },

    /** Gets a path of the Graph API, such as `<waba id>/message_templates?limit=100`. */
    async get(path: string, accessToken: string): Promise<GraphGetResult> {
      const answer = await call(`${base}/${path}`, accessToken).catch(() => null);
      if (!answer || (answer.status === 200 && answer.body === undefined)) {
        return { kind: 'failed', code: 'no_answer', metaCode: null };
      }
      if (answer.status === 200) return { kind: 'found', body: answer.body };
      const refused = ErrorResponse.safeParse(answer.body);
      return refused.success
        ? { kind: 'failed', code: `meta_${refused.data.error.code}`, metaCode: refused.data.error.code }
        : { kind: 'failed', code: `meta_http_${answer.status}`, metaCode: null };
    },

    /**
     * Calls a path of the Graph API: a POST with `payload`, else a GET. `accessToken` may be the token of an app, which is its
     * id and its secret. Neither it nor `secrets` is in the result, even if Meta quotes them.
     */
    async graph(input: {
      path: string;
      accessToken: string;
      payload?: JsonObject;
      secrets?: string[];
    }): Promise<GraphResult> {
      const { path, accessToken, payload, secrets } = input;
      const answer = await call(`${base}/${path}`, accessToken, payload, secrets).catch(() => null);
      return answer ? toGraphResult(answer) : { kind: 'unavailable', code: 'no_answer' };
    },

    /** Returns the download URL of a file, which is valid for five minutes. */
    async findMedia(input: { mediaId: string; phoneNumberId: string; accessToken: string }) {
      const path = `${encodeURIComponent(input.mediaId)}?phone_number_id=${encodeURIComponent(input.phoneNumberId)}`;
      const result = await this.get(path, input.accessToken);
      if (result.kind === 'failed') return result;
      const media = MediaResponse.safeParse(result.body);
      if (!media.success) return { kind: 'failed', code: 'not_media' } as const;
      const { url, mime_type, file_size, sha256 } = media.data;
      const { protocol, hostname, origin } = new URL(url);
      const isMetaHost = protocol === 'https:' && MEDIA_HOSTS.test(hostname);
      if (!isMetaHost && origin !== new URL(deps.graphUrl).origin)
        return { kind: 'failed', code: 'foreign_url' } as const;
      const digest = toHexDigest(sha256);
      return { kind: 'found', url, mimeType: mime_type ?? null, size: file_size, sha256: digest } as const;
    },

    /** Opens the download of a file as a stream. */
    async openMedia(input: {
      url: string;
      accessToken: string;
    }): Promise<Failed | { kind: 'open'; body: ReadableStream }> {
      const response = await deps
        .fetch(input.url, {
          headers: { authorization: `Bearer ${input.accessToken}` },
          redirect: 'manual',
          signal: AbortSignal.timeout(MEDIA_TIMEOUT_MS),
        })
        .catch(() => null);
      if (!response) return { kind: 'failed', code: 'no_answer' };
      if (response.status === 200 && response.body) return { kind: 'open', body: response.body };
      await response.body?.cancel();
      return { kind: 'failed', code: `meta_http_${response.status}` };
    },
  };
};

export type WhatsAppClient = ReturnType<typeof makeWhatsAppClient>;
