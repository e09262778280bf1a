import { type Behaviour, misbehave, nextBehaviour } from './behaviour.ts';
import { metaContract } from './meta-contract.ts';
import { SendBody } from './meta-schema.ts';
import { delivery, metaBytes, metaSignature, newWamid, replyValue, statusValue } from './meta-webhooks.ts';
import { match, type Reply, type Standin, type StandinOptions, startServer } from './server.ts';

type SendBehaviour = Behaviour | ({ forever?: boolean } & ({ code: number; status?: number } | { answer_lost: true }));
type Sent = { at: number; wamid: string; body: any };
type Line = {
  token: string | null;
  app_secret: string;
  waba_id: string;
  webhook_url: string | null;
  behaviour: SendBehaviour[];
  /** Statuses that follow each send by themselves. */
  auto: string[];
  sent: Sent[];
};

const newLine = (): Line => ({
  token: null,
  app_secret: '',
  waba_id: '0',
  webhook_url: null,
  behaviour: [],
  auto: [],
  sent: [],
});

const refusal = (status: number, code: number, message: string): Reply => ({
  status,
  json: { error: { message, type: 'OAuthException', code, error_data: { details: message }, fbtrace_id: 'A0' } },
});

/**
 * Meta's Graph API for any number of phone numbers. Every send is checked against Meta's own OpenAPI document where that is
 * beside the project, and against a strict schema always; what does not fit is refused and kept as a violation.
 */
export async function startMeta(options: StandinOptions = {}): Promise<Standin & { checked: boolean }> {
  const lines = new Map<string, Line>();
  const violations: { phone_number_id: string; problems: string[]; body: unknown }[] = [];
  const contract = metaContract();
  const lineOf = (id: string): Line => {
    const line = lines.get(id) ?? newLine();
    lines.set(id, line);
    return line;
  };

  /** Posts a webhook, signed, as often as told at once; the answers' statuses come back. */
  async function post(id: string, values: Record<string, unknown>[], copies = 1): Promise<number[]> {
    const line = lineOf(id);
    if (line.webhook_url === null) throw new Error('the number has no webhook_url');
    const bytes = metaBytes(delivery({ phone_number_id: id, waba_id: line.waba_id }, ...values));
    const headers = {
      'content-type': 'application/json',
      'x-hub-signature-256': await metaSignature(bytes, line.app_secret),
    };
    const one = async () => (await fetch(line.webhook_url ?? '', { method: 'POST', headers, body: bytes })).status;
    return Promise.all(Array.from({ length: copies }, one));
  }

  function problemsOf(body: unknown): string[] {
    const own = SendBody.safeParse(body);
    const mine = own.success ? [] : own.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`);
    return [...mine, ...(contract?.(body) ?? [])];
  }

  async function send(id: string, authorization: string | undefined, text: string): Promise<Reply | 'lost'> {
    const line = lineOf(id);
    if (!authorization?.startsWith('Bearer ') || (line.token !== null && authorization !== `Bearer ${line.token}`)) {
      return refusal(401, 190, 'Invalid OAuth access token');
    }
    const body = JSON.parse(text);
    const problems = problemsOf(body);
    if (problems.length > 0) {
      violations.push({ phone_number_id: id, problems, body });
      return refusal(400, 100, problems.join('; '));
    }
    const wamid = newWamid();
    line.sent.push({ at: Date.now(), wamid, body });
    const to = String(body.to ?? '').replace('+', '');
    const recipient = to || String(body.recipient);
    void (async () => {
      for (const status of line.auto) {
        await post(id, [statusValue({ wamid, status, recipient, callback: body.biz_opaque_callback_data })]);
      }
    })();
    const contact = to ? { input: body.to, wa_id: to } : { input: recipient, user_id: recipient };
    return { json: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid }] } };
  }

  const server = await startServer(async (call, response) => {
    const { method, path, headers, body } = call;
    const messages = match('/:version/:id/messages', path);
    if (messages && method === 'POST' && messages.version !== '_control') {
      const id = messages.id ?? '';
      const behaviour = nextBehaviour(lineOf(id).behaviour);
      if (behaviour && 'code' in behaviour) return refusal(behaviour.status ?? 400, behaviour.code, 'as told');
      if (behaviour && 'answer_lost' in behaviour) {
        await send(id, headers.authorization, body);
        response.socket?.destroy();
        return undefined;
      }
      if (behaviour) return misbehave(behaviour, response);
      return (await send(id, headers.authorization, body)) as Reply;
    }
    if (path === '/_control/meta/violations') return { json: violations };
    const control = match('/_control/meta/:id', path);
    if (control && method === 'PUT') {
      Object.assign(lineOf(control.id ?? ''), JSON.parse(body));
      return { json: { ok: true } };
    }
    const act = match('/_control/meta/:id/:what', path);
    if (act) {
      const id = act.id ?? '';
      const told = body === '' ? {} : JSON.parse(body);
      if (act.what === 'sent') return { json: lineOf(id).sent };
      if (act.what === 'reply') return { json: await post(id, [replyValue(told)], told.copies) };
      if (act.what === 'status') {
        const of = lineOf(id).sent.find(({ wamid }) => wamid === told.wamid);
        const recipient = String(of?.body.to ?? of?.body.recipient ?? '').replace('+', '');
        const callback = of?.body.biz_opaque_callback_data;
        return { json: await post(id, [statusValue({ recipient, callback, ...told })], told.copies) };
      }
    }
    return { status: 404, json: { error: { message: 'Unknown path', code: 2500 } } };
  }, options);
  return { ...server, checked: contract !== null };
}
