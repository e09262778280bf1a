import { z } from 'zod';
import { base64Decode, hexEncode } from '../shared/encoding';
import type { JsonObject } from '../shared/json';
import { readUpTo } from '../shared/read-up-to';

const TIMEOUT_MS = 20_000;
const MAX_RESPONSE_BYTES = 262_144;

/** A name as Meta writes it; null for a missing, blank or unreadable one. */
const MetaId = z
  .union([z.string().regex(/\S/), z.int().transform(String)])
  .nullable()
  .catch(null);
const Contact = z
  .object({ wa_id: MetaId, user_id: MetaId })
  .catch({ wa_id: null, user_id: null })
  .transform(({ wa_id: waId, user_id: userId }) => ({ waId, userId }));
/** The id alone says that a message is accepted: whatever else Meta answers, or leaves out, must not make it go out twice. */
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
 * Meta's codes after which the same message can go later: throughput of app, account and number, the pair limit, passing
 * faults and maintenance (protocols.md, section 4). Codes are told apart, titles and subcodes never.
 */
const RETRYABLE_CODES = new Set([4, 80007, 130429, 131056, 1, 2, 131000, 131016, 131057]);

/** How Meta names the customer of a message: by WhatsApp number and by business-scoped user id. */
export type SendContact = z.infer<typeof Contact>;

export type SendResult =
  | { kind: 'accepted'; wamid: string; contacts: SendContact[] }
  /** `lost`: it may have gone out nevertheless. */
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

/** Where Meta serves files from: nobody else gets a token. */
const MEDIA_HOSTS = /(^|\.)(fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;
const MEDIA_TIMEOUT_MS = 120_000;

/** A digest as hex, which Meta gives as hex in one place and as base64 in another; null for what is none. */
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

/** Meta's Graph API, as far as WhatsApp goes. Nothing here throws for what Meta or the network does. */
export const makeWhatsAppClient = (deps: { fetch: typeof fetch; graphUrl: string; graphVersion: string }) => {
  const base = `${deps.graphUrl}/${deps.graphVersion}`;

  /** Throws where not even a status line comes; a body that can't be read is undefined, and the status still counts. */
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
    /** Sends once. `again` may go later; after `lost` the message may have gone out nevertheless. */
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
        // A 200 that can't be read says nothing of what became of the message.
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

    /** Marks a customer's message, and those before it, as read; with `typing` shows for up to 25 s that we write. */
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

    /** Asks for anything below the API's version, such as `<waba id>/message_templates?limit=100`. */
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

    /** Where a file is to be had in the next five minutes. */
    async findMedia(input: { mediaId: string; phoneNumberId: string; accessToken: string }) {
      const path = `${encodeURIComponent(input.mediaId)}?phone_number_id=${encodeURIComponent(input.phoneNumberId)}`;
      const asked = await this.get(path, input.accessToken);
      if (asked.kind === 'failed') return asked;
      const media = MediaResponse.safeParse(asked.body);
      if (!media.success) return { kind: 'failed', code: 'not_media' } as const;
      const { url, mime_type, file_size, sha256 } = media.data;
      const { protocol, hostname, origin } = new URL(url);
      const ofMeta = protocol === 'https:' && MEDIA_HOSTS.test(hostname);
      if (!ofMeta && origin !== new URL(deps.graphUrl).origin) return { kind: 'failed', code: 'foreign_url' } as const;
      const digest = toHexDigest(sha256);
      return { kind: 'found', url, mimeType: mime_type ?? null, size: file_size, sha256: digest } as const;
    },

    /** A file's bytes as they come. */
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
