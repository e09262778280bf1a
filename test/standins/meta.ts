import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Behaviour, nextBehaviour, playBehaviour } from './behaviour.ts';
import { metaApps } from './meta-apps.ts';
import { metaContractValidator } from './meta-contract.ts';
import { ReadBody, SendBody } from './meta-schema.ts';
import { type ListedTemplate, TEMPLATES } from './meta-templates.ts';
import { metaBytes, metaDelivery, metaSignature, newWamid, replyValue, statusValue } from './meta-webhooks.ts';
import { type Call, matchPath, type Reply, type Standin, type StandinOptions, startServer } from './server.ts';

type SendBehaviour = Behaviour | ({ forever?: boolean } & ({ code: number; status?: number } | { answer_lost: true }));
type SentMessage = { at: number; wamid: string; body: any };
type PhoneNumberState = {
  token: string | null;
  app_secret: string;
  waba_id: string;
  webhook_url: string | null;
  behaviour: SendBehaviour[];
  /** Statuses that are sent automatically after each send. */
  auto: string[];
  sent: SentMessage[];
  /** Replaces the contacts in responses to sends. */
  contacts?: unknown;
  /** Members added to the contact in responses to sends, by recipient. */
  names: Record<string, Record<string, unknown>>;
  /** Customers' messages that were marked as read. */
  read: unknown[];
  /** Files that were uploaded to be sent, and how the next uploads fail. */
  uploads: { id: string; type: string; filename: string; size: number }[];
  upload_behaviour: { code: number; status?: number }[];
  /** The templates of the WhatsApp Business Account, or the error code that listing them returns. */
  templates: ListedTemplate[] | { code: number };
  /** Customers' files by id, in base64. */
  media: Record<string, { data: string; mime_type: string; sha256?: string; behaviour?: Behaviour[] }>;
  permissions: string[];
  subscribed: boolean;
  number: Record<string, unknown>;
};

const newPhoneNumberState = (): PhoneNumberState => ({
  token: null,
  app_secret: '',
  waba_id: '0',
  webhook_url: null,
  behaviour: [],
  auto: [],
  sent: [],
  names: {},
  read: [],
  uploads: [],
  upload_behaviour: [],
  templates: TEMPLATES,
  media: {},
  permissions: ['whatsapp_business_messaging', 'whatsapp_business_management'],
  subscribed: true,
  number: {
    display_phone_number: '+39 06 1234 5678',
    verified_name: 'Negozio',
    quality_rating: 'GREEN',
    status: 'CONNECTED',
  },
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const graphError = (status: number, code: number, message: string): Reply => ({
  status,
  json: { error: { message, type: 'OAuthException', code, error_data: { details: message }, fbtrace_id: 'A0' } },
});

/**
 * Starts Meta's Graph API for any number of phone numbers. It validates every send with a strict schema, and with Meta's
 * own OpenAPI document if the samples' folder is there. An invalid send is rejected and recorded as a violation.
 */
export async function startMeta(options: StandinOptions = {}): Promise<Standin> {
  const numbers = new Map<string, PhoneNumberState>();
  const violations: { phone_number_id: string; problems: string[]; body: unknown }[] = [];
  const contract = metaContractValidator();
  const apps = metaApps();
  /** Tokens that a newer one has replaced. They are valid only for numbers that still use them. */
  const replacedTokens = new Set<string>();
  const numberOf = (id: string): PhoneNumberState => {
    const state = numbers.get(id) ?? newPhoneNumberState();
    numbers.set(id, state);
    return state;
  };

  /** Posts a signed webhook, `copies` times concurrently. Returns the response statuses. */
  async function post(id: string, values: Record<string, unknown>[], copies = 1): Promise<number[]> {
    const state = numberOf(id);
    if (state.webhook_url === null) throw new Error('The number has no webhook_url');
    const bytes = metaBytes(metaDelivery({ phone_number_id: id, waba_id: state.waba_id }, ...values));
    const headers = {
      'content-type': 'application/json',
      'x-hub-signature-256': await metaSignature(bytes, state.app_secret),
    };
    const one = async () => (await fetch(state.webhook_url ?? '', { method: 'POST', headers, body: bytes })).status;
    return Promise.all(Array.from({ length: copies }, one));
  }

  function problemsOf(body: unknown): string[] {
    const parsed = SendBody.safeParse(body);
    const issues = parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`);
    return [...issues, ...(contract?.(body) ?? [])];
  }

  async function send(id: string, authorization: string | undefined, text: string): Promise<Reply | 'lost'> {
    const state = numberOf(id);
    if (!authorization?.startsWith('Bearer ') || (state.token !== null && authorization !== `Bearer ${state.token}`)) {
      return graphError(401, 190, 'Invalid OAuth access token');
    }
    const body = JSON.parse(text);
    if (body.status === 'read') {
      const receipt = ReadBody.safeParse(body);
      if (!receipt.success) return graphError(400, 100, receipt.error.message);
      state.read.push(body);
      return { json: { success: true } };
    }
    const problems = problemsOf(body);
    if (problems.length > 0) {
      violations.push({ phone_number_id: id, problems, body });
      return graphError(400, 100, problems.join('; '));
    }
    const wamid = newWamid();
    state.sent.push({ at: Date.now(), wamid, body });
    const to = String(body.to ?? '').replace('+', '');
    const recipient = to || String(body.recipient);
    void (async () => {
      for (const status of state.auto) {
        await post(id, [statusValue({ wamid, status, recipient, callback: body.biz_opaque_callback_data })]);
      }
    })();
    const contact = to ? { input: body.to, wa_id: to } : { input: recipient, user_id: recipient };
    const { contacts = [{ ...contact, ...state.names[recipient] }] } = state;
    return { json: { messaging_product: 'whatsapp', contacts, messages: [{ id: wamid }] } };
  }

  /** Takes a file of a number. Its content is a text here, so tests upload ASCII. */
  function upload(id: string, { headers, body }: Call): Reply {
    const state = numberOf(id);
    if (state.token !== null && headers.authorization !== `Bearer ${state.token}`) {
      return graphError(401, 190, 'Invalid OAuth access token');
    }
    const failure = state.upload_behaviour.shift();
    if (failure) return graphError(failure.status ?? 400, failure.code, 'configured by the test');
    const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? '';
    const parts = body.split(`--${boundary}`);
    const file = parts.find((part) => part.includes('name="file"')) ?? '';
    const type = /content-type: (.*)\r\n/.exec(file)?.[1] ?? '';
    const isWhole = parts.at(-1) === '--\r\n' && parts.some((part) => part.includes('messaging_product'));
    if (!isWhole || file === '') return graphError(400, 100, 'The upload is not complete');
    const stored = {
      id: newWamid().replaceAll(/\W/g, '').slice(-16),
      type,
      filename: /filename="(.*)"/.exec(file)?.[1] ?? '',
      size: file.slice(file.indexOf('\r\n\r\n') + 4, -2).length,
    };
    state.uploads.push(stored);
    return { json: { id: stored.id } };
  }

  /** Handles reads of the account, the number, the token's owner and files. */
  function graph(call: Call, response: ServerResponse): Reply | undefined {
    const { path, query, headers } = call;
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const [, , id = '', edge = ''] = path.split('/');
    const permitted = [...numbers.entries()].filter(([, state]) => state.token === null || state.token === token);
    const own = permitted.find(([, state]) => state.token === token);
    const owner = (own ?? (replacedTokens.has(token) ? undefined : permitted[0]))?.[1];
    if (!owner) return graphError(401, 190, 'Invalid OAuth access token');
    if (id === 'me') {
      const proof = query.get('appsecret_proof');
      const expected = createHmac('sha256', owner.app_secret).update(token).digest('hex');
      if (proof !== null && proof !== expected)
        return graphError(400, 100, 'Invalid appsecret_proof provided in the API argument');
      const granted = owner.permissions.map((permission) => ({ permission, status: 'granted' }));
      return { json: edge === 'permissions' ? { data: granted } : { id: '1', name: 'System user' } };
    }
    const number = permitted.find(([phoneNumberId]) => phoneNumberId === id)?.[1];
    if (number) return { json: { id, ...number.number } };
    const ofWaba = permitted.filter(([, state]) => state.waba_id === id);
    const [first] = ofWaba;
    if (first && edge === 'message_templates') {
      const { templates } = first[1];
      if (!Array.isArray(templates)) return graphError(400, templates.code, 'configured by the test');
      const from = Number(query.get('after') ?? '0');
      const limit = Math.min(Number(query.get('limit') ?? '25'), 3);
      const next = from + limit < templates.length ? { next: 'https://graph.example/next' } : {};
      const paging = { cursors: { before: String(from), after: String(from + limit) }, ...next };
      return { json: { data: templates.slice(from, from + limit), paging } };
    }
    if (first && edge === 'phone_numbers')
      return { json: { data: ofWaba.map(([phoneNumberId]) => ({ id: phoneNumberId })) } };
    if (first && edge === 'subscribed_apps') {
      const app = { whatsapp_business_api_data: { id: '1', name: 'Aisac' } };
      return { json: { data: first[1].subscribed ? [app] : [] } };
    }
    const state = numbers.get(query.get('phone_number_id') ?? '');
    const file = state?.media[id];
    if (!file) return graphError(400, 100, `Unsupported get request. Object with ID '${id}' does not exist`);
    const behaviour = nextBehaviour(file.behaviour ?? []);
    if (behaviour) return playBehaviour(behaviour, response);
    const bytes = Buffer.from(file.data, 'base64');
    const url = `http://${headers.host}/files/${query.get('phone_number_id')}/${id}`;
    const digest = file.sha256 ?? sha256(bytes);
    return {
      json: {
        url,
        mime_type: file.mime_type,
        sha256: digest,
        file_size: bytes.length,
        id,
        messaging_product: 'whatsapp',
      },
    };
  }

  return startServer(async (call, response) => {
    const { method, path, headers, body } = call;
    const ofApp = await apps.handle(call, response);
    if (ofApp) return ofApp === 'handled' ? undefined : ofApp;
    const messages = matchPath('/:version/:id/messages', path);
    if (messages && method === 'POST' && messages.version !== '_control') {
      const id = messages.id ?? '';
      const behaviour = nextBehaviour(numberOf(id).behaviour);
      if (behaviour && 'code' in behaviour)
        return graphError(behaviour.status ?? 400, behaviour.code, 'configured by the test');
      if (behaviour && 'answer_lost' in behaviour) {
        await send(id, headers.authorization, body);
        response.socket?.destroy();
        return undefined;
      }
      if (behaviour) return playBehaviour(behaviour, response);
      return (await send(id, headers.authorization, body)) as Reply;
    }
    const uploading = matchPath('/:version/:id/media', path);
    if (uploading && method === 'POST' && uploading.version !== '_control') return upload(uploading.id ?? '', call);
    const stored = matchPath('/files/:number/:id', path);
    if (stored) {
      const state = numberOf(stored.number ?? '');
      const file = state.media[stored.id ?? ''];
      if (!file || headers.authorization !== `Bearer ${state.token}`) return { status: 404, text: '' };
      response.writeHead(200, { 'content-type': file.mime_type }).end(Buffer.from(file.data, 'base64'));
      return undefined;
    }
    if (path === '/_control/meta/violations') return { json: violations };
    const control = matchPath('/_control/meta/:id', path);
    if (control && method === 'PUT') {
      const state = numberOf(control.id ?? '');
      const before = state.token;
      Object.assign(state, JSON.parse(body));
      if (before !== null && before !== state.token) replacedTokens.add(before);
      return { json: { ok: true } };
    }
    const act = matchPath('/_control/meta/:id/:what', path);
    if (act) {
      const id = act.id ?? '';
      const input = body === '' ? {} : JSON.parse(body);
      if (act.what === 'read') return { json: numberOf(id).read };
      if (act.what === 'uploads') return { json: numberOf(id).uploads };
      if (act.what === 'sent') return { json: numberOf(id).sent };
      if (act.what === 'reply') return { json: await post(id, [replyValue(input)], input.copies) };
      if (act.what === 'status') {
        const sent = numberOf(id).sent.find(({ wamid }) => wamid === input.wamid);
        const recipient = String(sent?.body.to ?? sent?.body.recipient ?? '').replace('+', '');
        const callback = sent?.body.biz_opaque_callback_data;
        return { json: await post(id, [statusValue({ recipient, callback, ...input })], input.copies) };
      }
    }
    if (method === 'GET' && !path.startsWith('/_control')) return graph(call, response);
    return { status: 404, json: { error: { message: 'Unknown path', code: 2500 } } };
  }, options);
}
