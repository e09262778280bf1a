import { payload } from '../domain/shipments/payloads';
import { call } from './tenant';

const encoder = new TextEncoder();
const MINUTE_MS = 60_000;

async function hmac(text: string, secret: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Returns an instant as a local time in Rome, as carriers write it. */
export const romeTime = (ms: number): string => new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });

export type Platform = 'qapla' | 'aftership' | 'sendcloud' | 'shippypro';

type Members = Record<string, any>;

/** The `shipping` of a store and the sample of each platform that says that a delivery failed `ago` ms before now. */
export const PLATFORMS: Record<
  Platform,
  {
    shipping: Members;
    sample(ago: number): Members;
    headers(text: string): Promise<Record<string, string>>;
  }
> = {
  qapla: {
    shipping: { kind: 'qapla', api_key: 'QAPLA_CHANNEL_PRIVATE_KEY' },
    sample: (ago) => ({
      ...(payload('qapla/webhook-1.3-attempt-failed') as Members),
      apiKey: 'QAPLA_CHANNEL_PRIVATE_KEY',
      date: romeTime(Date.now() - ago),
    }),
    headers: async () => ({}),
  },
  aftership: {
    shipping: { kind: 'aftership', webhook_secret: 'aftership-secret' },
    sample: (ago) => {
      const sample = payload('aftership/attempt-fail') as Members;
      const [first, second] = sample.msg.checkpoints;
      const time = (ms: number) => romeTime(ms).replace(' ', 'T');
      const at = Date.now() - ago;
      const checkpoints = [
        { ...first, checkpoint_time: time(at - 180 * MINUTE_MS) },
        { ...second, checkpoint_time: time(at) },
      ];
      return { ...sample, msg: { ...sample.msg, tracking_number: 'XX990000017', checkpoints } };
    },
    headers: async (text) => ({ 'aftership-hmac-sha256': toBase64(await hmac(text, 'aftership-secret')) }),
  },
  sendcloud: {
    shipping: { kind: 'sendcloud', webhook_secret: 'sendcloud-secret' },
    sample: (ago) => ({
      ...(payload('sendcloud/parcel-status-delivery-failed') as Members),
      carrier_status_change_timestamp: Date.now() - ago,
    }),
    headers: async (text) => ({ 'sendcloud-signature': toHex(await hmac(text, 'sendcloud-secret')) }),
  },
  shippypro: {
    shipping: { kind: 'shippypro', webhook_user: 'shop', webhook_password: 'basic-password' },
    sample: (ago) => ({
      ...(payload('shippypro/tracking-update-missed') as Members),
      date: Math.floor((Date.now() - ago) / 1_000),
    }),
    headers: async () => ({ authorization: `Basic ${btoa('shop:basic-password')}` }),
  },
};

/** Sends a webhook to `/webhook/shipments/{source}` as the platform does, or with other headers. */
export async function sendPlatformWebhook(
  { key, storeId }: { key: string; storeId: string },
  source: string,
  body: Members | string,
  { headers, slash = '/' }: { headers?: Record<string, string>; slash?: string } = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const own = headers ?? (await PLATFORMS[source as Platform].headers(text));
  const query = new URLSearchParams({ api_key: key, id_store: storeId });
  return call('POST', `/webhook/shipments/${source}${slash}?${query}`, { body: text, headers: own });
}
