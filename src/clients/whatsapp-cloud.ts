import { z } from 'zod';
import type { JsonObject } from '../shared/json';
import { readLimited } from '../shared/read-limited';

const TIMEOUT_MS = 20_000;
const ANSWER_BYTES = 262_144;

const Accepted = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string() })).min(1),
  contacts: z.array(z.looseObject({ wa_id: z.string().optional(), user_id: z.string().optional() })).optional(),
});
const Refused = z.looseObject({
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
const AGAIN = new Set([4, 80007, 130429, 131056, 1, 2, 131000, 131016, 131057]);

export type SendAnswer =
  | { kind: 'accepted'; wamid: string; waId: string | null }
  | { kind: 'again' | 'refused'; code: string; detail: string };

/** Meta's Graph API, as far as sending goes. Nothing here throws for what Meta or the network does. */
export const makeWhatsAppClient = (deps: { fetch: typeof fetch; graphUrl: string; graphVersion: string }) => ({
  /** Sends once. `again` may go later; after `no_answer` the message may have gone out nevertheless. */
  async send(input: { phoneNumberId: string; accessToken: string; payload: JsonObject }): Promise<SendAnswer> {
    const url = `${deps.graphUrl}/${deps.graphVersion}/${encodeURIComponent(input.phoneNumberId)}/messages`;
    let status: number;
    let body: unknown;
    try {
      const response = await deps.fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${input.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(input.payload),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      const read = await readLimited(response.body, ANSWER_BYTES);
      body = read.ok ? JSON.parse(new TextDecoder().decode(read.bytes)) : null;
    } catch {
      return { kind: 'again', code: 'no_answer', detail: 'Meta did not answer' };
    }
    const accepted = Accepted.safeParse(body);
    if (status === 200 && accepted.success) {
      const contact = accepted.data.contacts?.[0];
      return {
        kind: 'accepted',
        wamid: accepted.data.messages[0]?.id ?? '',
        waId: contact?.wa_id ?? contact?.user_id ?? null,
      };
    }
    const refused = Refused.safeParse(body);
    if (!refused.success) {
      const kind = status >= 500 || status === 429 || status === 200 ? 'again' : 'refused';
      return { kind, code: `meta_http_${status}`, detail: `Meta answered ${status} without an error code` };
    }
    const { code, message, error_data } = refused.data.error;
    const kind = AGAIN.has(code) || status >= 500 ? 'again' : 'refused';
    return { kind, code: `meta_${code}`, detail: (error_data?.details ?? message ?? '').slice(0, 500) };
  },
});

export type WhatsAppClient = ReturnType<typeof makeWhatsAppClient>;
