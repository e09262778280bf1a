import { Webhook } from 'standardwebhooks';
import { type Behaviour, isAccepted, nextBehaviour, playBehaviour } from './behaviour.ts';
import { type Call, matchPath, type Standin, type StandinOptions, startServer } from './server.ts';

type Delivery = {
  at: number;
  id: string;
  headers: Call['headers'];
  body: any;
  verdict: 'ok' | 'duplicate' | 'refused';
};
/** Where a shop deviates from a correct one. */
type ShopDeviations = {
  /** Applies pushes to its objects, as a real shop does. */
  applies?: boolean;
  /** Variables that it accepts but does not store. */
  dropsVariables?: string[];
  /** Accepts what a correct shop rejects or ignores: late pushes and unsigned pushes. */
  takes?: ('late' | 'forged')[];
  /** Returns an error for a repeated push. */
  refusesDuplicates?: boolean;
};
type MerchantState = {
  objects: Record<string, any>;
  habits: ShopDeviations;
  highest: Record<string, number>;
  secrets: string[];
  behaviour: { getObject: Behaviour[]; updateObject: Behaviour[] };
  gets: { at: number; method: string; query: Record<string, string>; headers: Call['headers']; body: string }[];
  deliveries: Delivery[];
};

const newMerchantState = (): MerchantState => ({
  objects: {},
  habits: {},
  highest: {},
  secrets: [],
  behaviour: { getObject: [], updateObject: [] },
  gets: [],
  deliveries: [],
});

function apply({ objects, habits, highest }: MerchantState, { object_id, sequence, variables }: any): void {
  const late = sequence < (highest[object_id] ?? 0);
  if (!habits.applies || (late && !habits.takes?.includes('late'))) return;
  highest[object_id] = sequence;
  const written = Object.entries(variables).filter(([name]) => !habits.dropsVariables?.includes(name));
  objects[object_id] = { ...objects[object_id], ...Object.fromEntries(written) };
}

/** Whether the push has a valid signature of one of the shop's secrets, by Standard Webhooks' reference library. */
function isSigned(shop: MerchantState, { headers, body }: Call): boolean {
  return shop.secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Starts a merchant with getObject and updateObject, which has one shop for each path `/m/<shop>`. `PUT /_control/m/<shop>`
 * sets a shop's objects and misbehaviour; `GET /_control/m/<shop>/calls` returns the calls it received.
 */
export async function startMerchant(options: StandinOptions = {}): Promise<Standin> {
  const shops = new Map<string, MerchantState>();
  const shopOf = (id: string): MerchantState => {
    const shop = shops.get(id) ?? newMerchantState();
    shops.set(id, shop);
    return shop;
  };

  return startServer((call, response) => {
    const { method, path, query, headers, body } = call;
    const get = matchPath('/m/:id/getObject', path);
    if (get) {
      const shop = shopOf(get.id ?? '');
      shop.gets.push({ at: Date.now(), method, query: Object.fromEntries(query), headers, body });
      const behaviour = nextBehaviour(shop.behaviour.getObject);
      if (behaviour) return playBehaviour(behaviour, response);
      const params = method === 'POST' ? JSON.parse(body) : Object.fromEntries(query);
      const object = shop.objects[params.order_id ?? params.id];
      return object === undefined ? { status: 404, json: { error: 'no such object' } } : { json: object };
    }

    const update = matchPath('/m/:id/updateObject', path);
    if (update) {
      const shop = shopOf(update.id ?? '');
      const id = String(headers['webhook-id'] ?? '');
      const behaviour = nextBehaviour(shop.behaviour.updateObject);
      const seen = shop.deliveries.some((delivery) => delivery.id === id && delivery.verdict === 'ok');
      const signed = isSigned(shop, call) || shop.habits.takes?.includes('forged');
      const verdict = !signed ? 'refused' : seen ? 'duplicate' : 'ok';
      // A shop does not apply a push that it answers with an error.
      const applied = behaviour === undefined || isAccepted(behaviour);
      if (applied || verdict === 'refused') {
        shop.deliveries.push({ at: Date.now(), id, headers, body: JSON.parse(body), verdict });
        if (verdict === 'ok') apply(shop, JSON.parse(body));
      }
      if (behaviour) return playBehaviour(behaviour, response);
      if (verdict === 'refused') return { status: 401, json: { error: 'signature' } };
      return verdict === 'duplicate' && shop.habits.refusesDuplicates
        ? { status: 409, json: { error: 'seen before' } }
        : { json: { ok: true } };
    }

    const control = matchPath('/_control/m/:id', path);
    if (control && method === 'PUT') {
      const shop = shopOf(control.id ?? '');
      const settings = JSON.parse(body);
      Object.assign(shop.objects, settings.objects);
      if (settings.secret !== undefined) shop.secrets = [settings.secret].flat();
      Object.assign(shop.behaviour, settings.behaviour);
      shop.habits = settings.habits ?? shop.habits;
      return { json: { ok: true } };
    }
    const calls = matchPath('/_control/m/:id/calls', path);
    if (calls) {
      const { gets, deliveries } = shopOf(calls.id ?? '');
      return { json: { gets, deliveries } };
    }
    return { status: 404, json: { error: 'no such path' } };
  }, options);
}
