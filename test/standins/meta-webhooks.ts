export type WhatsAppNumber = { phone_number_id: string; waba_id: string };
type Value = Record<string, unknown>;

const seconds = (): string => String(Math.floor(Date.now() / 1000));

/** Wraps values in Meta's envelope: one entry, with one change for each value. */
export const metaDelivery = ({ phone_number_id, waba_id }: WhatsAppNumber, ...values: Value[]) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: waba_id,
      changes: values.map((value) => ({
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '390612345678', phone_number_id },
          ...value,
        },
      })),
    },
  ],
});

export const newWamid = (): string => `wamid.${crypto.randomUUID().replaceAll('-', '').toUpperCase()}`;

export type ReplySpec = {
  /** The phone number; absent if Meta sends only the user id. */
  from?: string;
  from_user_id?: string;
  wamid?: string;
  context_wamid?: string;
  /** Seconds as a string. */
  timestamp?: string;
  /** The name in WhatsApp, Ada if absent. */
  name?: string;
  text?: string;
  button?: { payload: string; text: string };
  button_reply?: { id: string; title: string };
  list_reply?: { id: string; title: string; description?: string };
  /** Any other kind, in Meta's form. */
  kind?: Record<string, unknown>;
};

function kindOf({ text, button, button_reply, list_reply, kind }: ReplySpec): Value {
  if (kind) return kind;
  if (button) return { type: 'button', button };
  if (button_reply) return { type: 'interactive', interactive: { type: 'button_reply', button_reply } };
  if (list_reply) return { type: 'interactive', interactive: { type: 'list_reply', list_reply } };
  return { type: 'text', text: { body: text ?? '' } };
}

/** Returns a customer's message: a text, a quick reply of a template, a reply button, a list row or any other kind. */
export function replyValue(spec: ReplySpec): Value {
  const { from, from_user_id, wamid = newWamid(), context_wamid, timestamp = seconds() } = spec;
  const context = context_wamid ? { context: { from: '390612345678', id: context_wamid } } : {};
  const names = { ...(from ? { from } : {}), ...(from_user_id ? { from_user_id } : {}) };
  const contact = { ...(from ? { wa_id: from } : {}), ...(from_user_id ? { user_id: from_user_id } : {}) };
  return {
    contacts: [{ profile: { name: spec.name ?? 'Ada' }, ...contact }],
    messages: [{ ...context, ...names, id: wamid, timestamp, ...kindOf(spec) }],
  };
}

export type StatusSpec = {
  wamid: string;
  status: string;
  recipient: string;
  callback?: string;
  category?: string;
  billable?: boolean;
  errors?: unknown[];
  /** Seconds as a string. */
  timestamp?: string;
};

export function statusValue(spec: StatusSpec): Value {
  const {
    wamid,
    status,
    recipient,
    callback,
    category = 'utility',
    billable = true,
    errors,
    timestamp = seconds(),
  } = spec;
  return {
    statuses: [
      {
        id: wamid,
        status,
        timestamp,
        recipient_id: recipient,
        ...(callback ? { biz_opaque_callback_data: callback } : {}),
        ...(errors ? { errors } : { pricing: { billable, pricing_model: 'PMP', type: 'regular', category } }),
      },
    ],
  };
}

/** Serializes JSON as Meta does, with escaped slashes and non-ASCII characters, so a signature of reformatted JSON does not match. */
export const metaBytes = (body: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    new TextEncoder().encode(
      JSON.stringify(body)
        .replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .replaceAll('/', '\\/'),
    ),
  );

export async function metaSignature(bytes: Uint8Array<ArrayBuffer>, appSecret: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(appSecret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes));
  return `sha256=${Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
