import { type Call, matchPath, type Reply, type Standin, type StandinOptions, startServer } from './server.ts';

type QaplaStatus = { id: number; detailID: number };
type Release = { at: number; id: string; action: string; body: any; applied: boolean; outcome: string };
/** A fault of one release. `lost`: it is applied, and the connection ends without an answer. */
export type ReleaseFault =
  | { hang: true; applied?: boolean }
  | { lost: true }
  | { status: number; body?: unknown; headers?: Record<string, string>; applied?: boolean }
  | { text: string; applied?: boolean };
type QaplaParcel = {
  id: string;
  trackingNumber: string;
  courier: string;
  status: QaplaStatus;
  /** The local time of the status in Rome, `YYYY-MM-DD HH:MM:SS`. */
  date: string;
  /** Tracking goes on to show the parcel as held after a release. */
  lags?: boolean;
  /** What the carrier answers. */
  outcome?: 'ok' | 'error' | 'pending';
  message?: string | null;
  faults: ReleaseFault[];
};
type Channel = {
  parcels: Map<string, QaplaParcel>;
  tokens: Set<string>;
  faults: { token: Reply[]; getShipment: (Reply | { hang: true })[] };
  calls: { at: number; call: 'token' | 'getShipment' | 'stock-release'; id: string | null; status: number | null }[];
  releases: Release[];
};

const HELD: QaplaStatus = { id: 6, detailID: 1 };
const IN_TRANSIT: QaplaStatus = { id: 3, detailID: 0 };
const ACTIONS = ['redeliver', 'redeliver_new_address', 'return_to_sender'];
const isHeld = ({ status }: QaplaParcel): boolean => status.id === HELD.id && status.detailID === HELD.detailID;

const problem = (status: number, title: string, detail: string): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  json: { type: 'about:blank', title, status, detail },
});

const shown = ({ id, trackingNumber, courier, status, date }: QaplaParcel) => ({
  id: Number(id),
  reference: '#1042',
  trackingNumber,
  isDeleted: false,
  courier: { code: courier, name: courier, trackingURL: null, estimatedDeliveryDate: null },
  status: {
    date: date.slice(0, 16),
    dateISO: date,
    status: 'stato del corriere',
    place: 'BOLOGNA',
    qaplaStatus: { ...status, status: 'stato', detail: null },
  },
  newTrackingNumber: null,
  isReturnShipment: false,
  trackingHistory: [],
});

/** Returns why a release is invalid, or null. */
function invalid({ action, address }: any): string | null {
  if (!ACTIONS.includes(action)) return 'action: The value you selected is not a valid choice.';
  const isComplete = ['name', 'street', 'city', 'zip', 'province'].every((name) => address?.[name]);
  if (action === 'redeliver_new_address') return isComplete ? null : 'address: This value should not be blank.';
  return address === undefined ? null : 'address: not allowed for this action';
}

/**
 * Starts Qapla', with a channel for each API key. `PUT /_control/qapla/<key>` sets parcels (by tracking number) and faults;
 * `POST /_control/qapla/<key>/expire` invalidates its tokens; `GET /_control/qapla/<key>` returns calls and releases.
 */
export async function startQapla(options: StandinOptions = {}): Promise<Standin> {
  const channels = new Map<string, Channel>();
  let nextToken = 1;

  const tokenOf = (body: string): Reply & { channel?: Channel | undefined } => {
    const { apiKey } = JSON.parse(body);
    if (typeof apiKey !== 'string') return problem(422, 'Unprocessable', 'apiKey: This value should not be blank.');
    const channel = channels.get(apiKey);
    if (!channel) return problem(401, 'Unauthorized', `Invalid API key ${apiKey}`);
    const fault = channel.faults.token.shift();
    if (fault) return { ...fault, channel };
    const token = `jwt-of-qapla-${nextToken++}`;
    channel.tokens.add(token);
    const json = { token, scopes: ['shipments:write'], token_type: 'Bearer', expires_in: 86_400, cache: false };
    return { json, channel };
  };

  const release = (channel: Channel, id: string, call: Call): { reply: Reply | null; isLost: boolean } => {
    const body = JSON.parse(call.body);
    const parcel = [...channel.parcels.values()].find((each) => each.id === id);
    if (!parcel) return { reply: problem(404, 'Not Found', 'Shipment not found.'), isLost: false };
    const fault = parcel.faults.shift();
    const record = (applied: boolean, outcome: string): void => {
      channel.releases.push({ at: Date.now(), id, action: body.action, body, applied, outcome });
      if (!applied) return;
      if (!parcel.lags) parcel.status = IN_TRANSIT;
      if (!parcel.lags) parcel.date = new Date(Date.now() + 7_200_000).toISOString().slice(0, 19).replace('T', ' ');
    };
    if (fault && 'lost' in fault) {
      record(true, 'lost');
      return { reply: null, isLost: true };
    }
    if (fault && 'hang' in fault) {
      record(fault.applied ?? false, 'hang');
      return { reply: null, isLost: false };
    }
    if (fault) {
      record(fault.applied ?? false, 'fault');
      if ('text' in fault) return { reply: { text: fault.text }, isLost: false };
      return { reply: { status: fault.status, headers: fault.headers, json: fault.body ?? {} }, isLost: false };
    }
    if (!isHeld(parcel)) {
      record(false, 'not_held');
      return { reply: problem(409, 'Conflict', 'Shipment is not currently held in depot.'), isLost: false };
    }
    const reason = invalid(body);
    if (reason !== null) {
      record(false, 'invalid');
      return { reply: problem(422, 'Unprocessable', reason), isLost: false };
    }
    const courierOutcome = parcel.outcome ?? (parcel.courier.startsWith('BRT') ? 'pending' : 'ok');
    record(courierOutcome !== 'error', courierOutcome);
    const message = parcel.message ?? (courierOutcome === 'ok' ? 'OK' : null);
    return {
      reply: { json: { status: 'sent', courierOutcome, message, releaseId: channel.releases.length } },
      isLost: false,
    };
  };

  return startServer((call, response) => {
    const { method, path, query, headers, body } = call;
    if (path === '/v2/auth/token' && method === 'POST') {
      const { channel, ...reply } = tokenOf(body);
      channel?.calls.push({ at: Date.now(), call: 'token', id: null, status: reply.status ?? 200 });
      return reply;
    }
    if (/^\/1\.[23]\/getShipment\/?$/.test(path)) {
      const channel = channels.get(query.get('apiKey') ?? '');
      if (!channel) return { json: { getShipment: { result: 'KO', error: 'Invalid apiKey' } } };
      const number = query.get('trackingNumber') ?? '';
      const fault = channel.faults.getShipment.shift();
      const status = fault && 'hang' in fault ? null : (fault?.status ?? 200);
      channel.calls.push({ at: Date.now(), call: 'getShipment', id: number, status });
      if (fault) return 'hang' in fault ? undefined : fault;
      const parcel = channel.parcels.get(number);
      const shipments = parcel ? [shown(parcel)] : [];
      return {
        json: { getShipment: { result: 'OK', error: null, version: '1.3.0', count: shipments.length, shipments } },
      };
    }
    const target = matchPath('/v2/shipments/:id/stock-release', path);
    if (target && method === 'POST') {
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
      const channel = [...channels.values()].find(({ tokens }) => tokens.has(token));
      if (!channel) return problem(401, 'Unauthorized', `Expired JWT ${token}`);
      const id = target.id ?? '';
      const { reply, isLost } = release(channel, id, call);
      channel.calls.push({ at: Date.now(), call: 'stock-release', id, status: reply ? (reply.status ?? 200) : null });
      if (isLost) response.socket?.destroy();
      return reply ?? undefined;
    }
    const expire = matchPath('/_control/qapla/:key/expire', path);
    if (expire) {
      channels.get(expire.key ?? '')?.tokens.clear();
      return { json: { ok: true } };
    }
    const control = matchPath('/_control/qapla/:key', path);
    if (!control) return { status: 404, json: { error: 'no such path' } };
    const key = control.key ?? '';
    const channel: Channel = channels.get(key) ?? {
      parcels: new Map(),
      tokens: new Set(),
      faults: { token: [], getShipment: [] },
      calls: [],
      releases: [],
    };
    channels.set(key, channel);
    if (method !== 'PUT') return { json: { calls: channel.calls, releases: channel.releases } };
    const { parcels = {}, faults = {} } = JSON.parse(body);
    for (const [trackingNumber, parcel] of Object.entries<Partial<QaplaParcel>>(parcels)) {
      const known = channel.parcels.get(trackingNumber);
      const id = known?.id ?? String(1_690_000_000 + Math.floor(Math.random() * 9_000_000));
      const start = { id, trackingNumber, courier: 'GLS-ITA', status: HELD, date: '2026-11-27 12:40:00', faults: [] };
      channel.parcels.set(trackingNumber, { ...start, ...known, ...parcel });
    }
    Object.assign(channel.faults, faults);
    return { json: { ok: true } };
  }, options);
}
