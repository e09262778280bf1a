import type { ServerResponse } from 'node:http';
import { type Call, matchPath, type Reply } from './server.ts';

type Fields = Record<string, any>;
type Failure =
  | 'http_500'
  | 'answer_lost'
  /** A 200 with this body. */
  | { json: unknown }
  | { code: number; message?: string; status?: number; headers?: Record<string, string> };
type NumberState = Fields & { pin?: string | null };
type AccountState = {
  fields: Fields;
  subscribed: { override_callback_uri?: string } | null;
  numbers: Record<string, NumberState>;
  templates: Fields[];
  /** Texts that the library has, by the name of the library's template. */
  library: Fields[];
};
type AppState = {
  app_secret: string;
  token: string;
  user_id: string;
  /** Replaces members of what debug_token shows. */
  token_info: Fields;
  verify_token: string;
  subscription: { callback_url: string; fields: string[] } | null;
  accounts: Record<string, AccountState>;
  /** Fields of webhooks, and members of numbers, that this version of Meta does not know. */
  unknown: string[];
  /** How calls fail, by their number from 1. `answer_lost` has its effect before. */
  failures: Record<number, Failure>;
  /** How often a template that is created is approved at once, or with which status it begins. */
  new_template_status: string;
  calls: string[];
  violations: string[];
};

const newAppState = (): AppState => ({
  app_secret: '',
  token: '',
  user_id: '122000000000008',
  token_info: {},
  verify_token: 'abcd1234',
  subscription: null,
  accounts: {},
  unknown: [],
  failures: {},
  new_template_status: 'PENDING',
  calls: [],
  violations: [],
});

const error = (status: number, code: number, message: string, more: Fields = {}): Reply => ({
  status,
  json: { error: { message, type: 'OAuthException', code, fbtrace_id: 'AFICT', ...more } },
});
const SUCCESS: Reply = { json: { success: true } };
const NOT_PERMITTED = error(400, 100, 'Unsupported request. The object does not exist, or lacks permissions', {
  error_subcode: 33,
});

let lastTemplate = 168_000_000_000_000;

/**
 * Meta's calls that set up an app, its accounts, numbers and templates. They answer only to tokens of apps that a test has made, and
 * each demands what Meta demands before it; a call that comes too early is recorded as a violation.
 */
export function metaApps() {
  const apps = new Map<string, AppState>();
  const appOf = (id: string): AppState => {
    const state = apps.get(id) ?? newAppState();
    apps.set(id, state);
    return state;
  };

  function debugToken(appId: string, state: AppState, token: string | null): Reply {
    if (token !== state.token) {
      return {
        json: { data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] } },
      };
    }
    const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
    const target_ids = Object.keys(state.accounts);
    const data = {
      app_id: appId,
      type: 'SYSTEM_USER',
      expires_at: 0,
      is_valid: true,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids })),
      user_id: state.user_id,
      ...state.token_info,
    };
    return { json: { data } };
  }

  async function isVerified(state: AppState, url: string, token: unknown): Promise<boolean> {
    if (!URL.canParse(url) || url.length > 200) return false;
    if (!['127.0.0.1', 'localhost'].includes(new URL(url).hostname)) return token === state.verify_token;
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': String(token),
      'hub.challenge': '1158',
    });
    const answer = await fetch(`${url}?${query.toString()}`).catch(() => null);
    return answer?.status === 200 && (await answer.text()) === '1158';
  }
  const NOT_VERIFIED = error(
    400,
    2200,
    '(#2200) Callback verification failed with the following errors: HTTP Status Code = 403',
  );

  async function subscribe(state: AppState, payload: Fields): Promise<Reply> {
    const fields = String(payload.fields ?? '').split(',');
    if (payload.object !== 'whatsapp_business_account' || payload.include_values !== true) {
      return error(400, 100, 'Invalid parameter');
    }
    const unknown = fields.find((field) => state.unknown.includes(field));
    if (unknown) return error(400, 100, `(#100) Invalid field ${unknown}`);
    if (!(await isVerified(state, String(payload.callback_url), payload.verify_token))) return NOT_VERIFIED;
    state.subscription = { callback_url: String(payload.callback_url), fields };
    return SUCCESS;
  }

  const subscriptions = ({ subscription }: AppState): Reply => ({
    json: {
      data: subscription
        ? [
            {
              object: 'whatsapp_business_account',
              callback_url: subscription.callback_url,
              active: true,
              fields: subscription.fields.map((name) => ({ name, version: 'v26.0' })),
            },
          ]
        : [],
    },
  });

  async function subscribeAccount(state: AppState, account: AccountState, payload: Fields): Promise<Reply> {
    const override = payload.override_callback_uri;
    if (override === undefined && !state.subscription) state.violations.push('subscribed_apps before subscriptions');
    if (override !== undefined && !(await isVerified(state, String(override), payload.verify_token)))
      return NOT_VERIFIED;
    account.subscribed = override === undefined ? {} : { override_callback_uri: String(override) };
    return SUCCESS;
  }

  function register(state: AppState, account: AccountState, number: NumberState, payload: Fields): Reply {
    if (!account.subscribed) state.violations.push('register before subscribed_apps');
    if (number.code_verification_status !== 'VERIFIED') return error(400, 133006, 'Phone number needs to be verified');
    if (payload.messaging_product !== 'whatsapp' || !/^\d{6}$/.test(String(payload.pin))) {
      return error(400, 100, 'Invalid parameter');
    }
    if (typeof number.pin === 'string' && number.pin !== payload.pin) {
      return error(400, 133005, '(#133005) Two step verification PIN Mismatch');
    }
    number.pin = String(payload.pin);
    number.status = 'CONNECTED';
    return SUCCESS;
  }

  function readFields(state: AppState, id: string, stored: Fields, query: URLSearchParams): Reply {
    const names = (query.get('fields') ?? 'id').split(',');
    const unknown = names.find((name) => state.unknown.includes(name));
    if (unknown) return error(400, 100, `(#100) Tried accessing nonexisting field (${unknown})`);
    const { pin: _pin, ...members }: Fields = { ...stored, id };
    return {
      json: Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name) || name === 'id')),
    };
  }

  function createTemplate(state: AppState, account: AccountState, payload: Fields): Reply {
    const { name, language } = payload;
    if (account.templates.some((each) => each.name === name && each.language === language)) {
      return error(400, 100, 'Invalid parameter', {
        error_subcode: 2388024,
        error_user_title: 'Content in this language already exists',
        error_user_msg: 'There is already content in this language for this template.',
      });
    }
    if (!/^[a-z0-9_]{1,512}$/.test(String(name))) return error(400, 100, 'Invalid parameter');
    lastTemplate += 1;
    const id = String(lastTemplate);
    const library = account.library.find((each) => each.name === payload.library_template_name);
    const status = library ? 'APPROVED' : state.new_template_status;
    const components = library ? [{ type: 'BODY', text: library.body }] : payload.components;
    account.templates.push({ id, name, language, category: payload.category, status, components });
    return { json: { id, status, category: payload.category } };
  }

  const listTemplates = ({ templates }: AccountState, query: URLSearchParams): Reply => {
    const from = Number(query.get('after') ?? '0');
    const limit = Number(query.get('limit') ?? '25');
    const next = from + limit < templates.length ? { next: 'https://graph.example/next' } : {};
    const paging = { cursors: { before: String(from), after: String(from + limit) }, ...next };
    return { json: { data: templates.slice(from, from + limit), paging } };
  };

  async function answer(appId: string, state: AppState, call: Call, isApp: boolean): Promise<Reply | undefined> {
    const { method, path, query, body } = call;
    const [, , id = '', edge = ''] = path.split('/');
    const payload: Fields = method === 'POST' && body !== '' ? JSON.parse(body) : {};
    const isGet = method === 'GET';
    const note = (what: string) => state.calls.push(`${method} ${what}`);
    if (id === 'debug_token') {
      note('debug_token');
      return isApp ? debugToken(appId, state, query.get('input_token')) : NOT_PERMITTED;
    }
    if (id === 'app') {
      note('app');
      return { json: { id: appId } };
    }
    if (id === appId && edge === 'subscriptions') {
      note('subscriptions');
      if (!isApp) return error(400, 15, '(#15) This method must be called with an app access_token.');
      return isGet ? subscriptions(state) : subscribe(state, payload);
    }
    if (isApp) return NOT_PERMITTED;
    if (id === state.user_id && edge === 'assigned_whatsapp_business_accounts') {
      note('accounts');
      return { json: { data: Object.keys(state.accounts).map((each) => ({ id: each, name: 'Negozio' })) } };
    }
    const account = state.accounts[id];
    if (account && edge === '') {
      note('account');
      return readFields(state, id, account.fields, query);
    }
    if (account && edge === 'phone_numbers') {
      note('phone_numbers');
      const data = Object.entries(account.numbers).map(
        ([numberId, fields]) => readFields(state, numberId, fields, query).json,
      );
      return { json: { data } };
    }
    if (account && edge === 'subscribed_apps') {
      note('subscribed_apps');
      if (!isGet) return subscribeAccount(state, account, payload);
      const app = { whatsapp_business_api_data: { id: appId, name: 'Esempio Messaggi' } };
      return { json: { data: account.subscribed ? [{ ...account.subscribed, ...app }] : [] } };
    }
    if (account && edge === 'message_templates') {
      note(isGet ? 'message_templates' : `message_templates ${String(payload.name)}`);
      return isGet ? listTemplates(account, query) : createTemplate(state, account, payload);
    }
    const owner = Object.values(state.accounts).find(({ numbers }) => Object.hasOwn(numbers, id));
    const number = owner?.numbers[id];
    if (owner && number && edge === 'register' && !isGet) {
      note('register');
      return register(state, owner, number, payload);
    }
    if (number && edge === '' && isGet) {
      note(`number ${(query.get('fields') ?? '').includes('health_status') ? 'health' : (query.get('fields') ?? '')}`);
      return readFields(state, id, number, query);
    }
    if (id === 'message_template_library') {
      note('message_template_library');
      return { json: { data: Object.values(state.accounts).flatMap(({ library }) => library) } };
    }
    return undefined;
  }

  /** Handles a call of the Graph API with a token of an app; undefined for other tokens and other calls. */
  async function handle(call: Call, response: ServerResponse): Promise<Reply | 'handled' | undefined> {
    const control = matchPath('/_control/meta-apps/:id', call.path);
    if (control) {
      const state = appOf(control.id ?? '');
      if (call.method === 'PUT') Object.assign(state, JSON.parse(call.body));
      return { json: state };
    }
    const token = call.headers.authorization?.replace('Bearer ', '') ?? '';
    const [appId = '', secret] = token.split('|');
    const found = [...apps].find(([id, state]) => (secret === undefined ? state.token === token : id === appId));
    if (!found) return secret === undefined ? undefined : error(400, 101, 'Error validating application.');
    const [id, state] = found;
    if (secret !== undefined && secret !== state.app_secret) return error(400, 1_01, 'Error validating client secret.');
    const before = structuredClone({ ...state, calls: [] });
    const failure = state.failures[state.calls.length + 1];
    const reply = await answer(id, state, call, secret !== undefined);
    if (!reply || !failure) return reply;
    if (failure === 'answer_lost') {
      response.socket?.destroy();
      return 'handled';
    }
    // The call has had no effect.
    Object.assign(state, { ...before, calls: state.calls });
    if (failure === 'http_500') return { status: 500, text: 'Internal Server Error' };
    if ('json' in failure) return { json: failure.json };
    const { code, message = 'configured by the test', status = 400, headers } = failure;
    return { ...error(status, code, message), ...(headers ? { headers } : {}) };
  }
  return { handle };
}
