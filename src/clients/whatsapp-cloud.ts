import { z } from 'zod';
import { base64Decode, hexEncode } from '../shared/encoding';
import type { JsonObject } from '../shared/json';
import { readUpTo } from '../shared/read-up-to';

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

type GraphGetResult = { kind: 'found'; body: unknown } | { kind: 'failed'; code: string; metaCode: number | null };
type Failed = { kind: 'failed'; code: string };

const MediaResponse = z.looseObject({
  url: z.url(),
  mime_type: z.string().optional(),
  file_size: z.coerce.number().int().positive(),
  sha256: z.string().optional(),
});

const UploadResponse = z.object({ id: MetaId });

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

function parseBody(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Creates the client of Meta's Graph API for WhatsApp. Its methods return errors of Meta and the network instead of throwing. */
export const makeWhatsAppClient = (deps: { fetch: typeof fetch; graphUrl: string; graphVersion: string }) => {
  const base = `${deps.graphUrl}/${deps.graphVersion}`;

  /** Throws if there is no response. The body is undefined if it cannot be read; the status is still valid. */
  async function call(url: string, accessToken: string, payload?: JsonObject) {
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
    return { status: response.status, body: read.end === 'whole' ? parseBody(read.bytes) : undefined };
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
      const refused = ErrorResponse.safeParse(body);
      if (!refused.success) {
        // After an unreadable 2xx it is unknown whether the message was sent.
        if (status >= 200 && status < 300) return { kind: 'lost' };
        const detail = `Meta answered ${status} without an error code`;
        const kind = status === 429 || status >= 500 ? 'again' : 'refused';
        return { kind, code: `meta_http_${status}`, metaCode: null, detail };
      }
      const { code, message, error_data } = refused.data.error;
      const kind = RETRYABLE_CODES.has(code) || status >= 500 ? 'again' : 'refused';
      const detail = (error_data?.details ?? message ?? '').slice(0, 500);
      return { kind, code: `meta_${code}`, metaCode: code, detail };
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

    /** Uploads a file to Meta, which keeps it for 30 days, and returns the id by which it is sent. */
    async uploadMedia(input: {
      phoneNumberId: string;
      accessToken: string;
      bytes: Uint8Array<ArrayBuffer>;
      mimeType: string;
      filename: string;
    }): Promise<Failed | { kind: 'uploaded'; mediaId: string }> {
      const body = new FormData();
      body.set('messaging_product', 'whatsapp');
      body.set('type', input.mimeType);
      body.set('file', new File([input.bytes], input.filename, { type: input.mimeType }));
      const response = await deps
        .fetch(`${base}/${encodeURIComponent(input.phoneNumberId)}/media`, {
          method: 'POST',
          headers: { authorization: `Bearer ${input.accessToken}` },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(MEDIA_TIMEOUT_MS),
        })
        .catch(() => null);
      if (!response) return { kind: 'failed', code: 'no_answer' };
      const read = await readUpTo(response.body, MAX_RESPONSE_BYTES);
      const answer = read.end === 'whole' ? parseBody(read.bytes) : undefined;
      const mediaId = UploadResponse.safeParse(answer).data?.id ?? null;
      if (response.status === 200 && mediaId !== null) return { kind: 'uploaded', mediaId };
      const refused = ErrorResponse.safeParse(answer);
      return {
        kind: 'failed',
        code: refused.success ? `meta_${refused.data.error.code}` : `meta_http_${response.status}`,
      };
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
