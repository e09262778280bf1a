import { Webhook } from 'standardwebhooks';
import { type Behaviour, misbehave, nextBehaviour } from './behaviour.ts';
import { type Call, match, type Standin, type StandinOptions, startServer } from './server.ts';

type Delivery = {
  at: number;
  id: string;
  headers: Call['headers'];
  body: any;
  verdict: 'ok' | 'duplicate' | 'refused';
};
type Shop = {
  objects: Record<string, unknown>;
  secrets: string[];
  behaviour: { getObject: Behaviour[]; updateObject: Behaviour[] };
  gets: { at: number; method: string; query: Record<string, string>; headers: Call['headers']; body: string }[];
  deliveries: Delivery[];
};

const newShop = (): Shop => ({
  objects: {},
  secrets: [],
  behaviour: { getObject: [], updateObject: [] },
  gets: [],
  deliveries: [],
});

/** Whether one of the shop's secrets signs the push, by the reference library of Standard Webhooks. */
function isSigned(shop: Shop, { headers, body }: Call): boolean {
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
 * A merchant with getObject and updateObject, one shop for each path segment `/m/<shop>`. What a shop has and how it
 * misbehaves is told by `PUT /_control/m/<shop>`, what it has seen by `GET /_control/m/<shop>/calls`.
 */
export async function startMerchant(options: StandinOptions = {}): Promise<Standin> {
  const shops = new Map<string, Shop>();
  const shopOf = (id: string): Shop => {
    const shop = shops.get(id) ?? newShop();
    shops.set(id, shop);
    return shop;
  };

  return startServer((call, response) => {
    const { method, path, query, headers, body } = call;
    const get = match('/m/:id/getObject', path);
    if (get) {
      const shop = shopOf(get.id ?? '');
      shop.gets.push({ at: Date.now(), method, query: Object.fromEntries(query), headers, body });
      const behaviour = nextBehaviour(shop.behaviour.getObject);
      if (behaviour) return misbehave(behaviour, response);
      const asked = method === 'POST' ? JSON.parse(body) : Object.fromEntries(query);
      const object = shop.objects[asked.order_id ?? asked.id];
      return object === undefined ? { status: 404, json: { error: 'no such object' } } : { json: object };
    }

    const update = match('/m/:id/updateObject', path);
    if (update) {
      const shop = shopOf(update.id ?? '');
      const id = String(headers['webhook-id'] ?? '');
      const behaviour = nextBehaviour(shop.behaviour.updateObject);
      const seen = shop.deliveries.some((delivery) => delivery.id === id && delivery.verdict === 'ok');
      const verdict = !isSigned(shop, call) ? 'refused' : seen ? 'duplicate' : 'ok';
      // What a shop answers with an error it has not applied.
      const applied = behaviour === undefined || ('status' in behaviour && behaviour.status < 300);
      if (applied || verdict === 'refused') {
        shop.deliveries.push({ at: Date.now(), id, headers, body: JSON.parse(body), verdict });
      }
      if (behaviour) return misbehave(behaviour, response);
      return verdict === 'refused' ? { status: 401, json: { error: 'signature' } } : { json: { ok: true } };
    }

    const control = match('/_control/m/:id', path);
    if (control && method === 'PUT') {
      const shop = shopOf(control.id ?? '');
      const told = JSON.parse(body);
      Object.assign(shop.objects, told.objects);
      if (told.secret !== undefined) shop.secrets = [told.secret].flat();
      Object.assign(shop.behaviour, told.behaviour);
      return { json: { ok: true } };
    }
    const calls = match('/_control/m/:id/calls', path);
    if (calls) {
      const { gets, deliveries } = shopOf(calls.id ?? '');
      return { json: { gets, deliveries } };
    }
    return { status: 404, json: { error: 'no such path' } };
  }, options);
}
