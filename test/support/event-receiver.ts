import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import { runCron, type Scene, until } from './scene';
import type { Tenant } from './tenant';

/** Sets or reads what an endpoint of the merchant's stand-in does, which verifies signatures by Standard Webhooks' library. */
async function control(path: string, method = 'GET', body?: unknown): Promise<any> {
  const url = `${inject('standins').merchant}/_control/m/${path}`;
  return (await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) })).json();
}

/** Creates a subscription to an endpoint of its own. */
export async function newReceiver(tenant: Pick<Tenant, 'as'>, types: string[], more: Record<string, unknown> = {}) {
  const id = crypto.randomUUID();
  const url = `${inject('standins').merchant}/m/${id}/updateObject`;
  const created = await tenant.as('POST', '/v1/subscriptions', { url, types, ...more });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const { subscription_id: subscriptionId, secret } = created.body;
  await control(id, 'PUT', { secret });
  const deliveries = async (): Promise<any[]> => (await control(`${id}/calls`)).deliveries;
  return {
    url,
    secret: secret as string,
    subscriptionId: subscriptionId as string,
    created: created.body,
    /** Sets misbehaviours of the endpoint, or the secrets that it knows. */
    configure: (settings: Record<string, unknown>) => control(id, 'PUT', settings),
    deliveries,
    /** Returns the bodies of the accepted events. */
    bodies: async () => (await deliveries()).filter(({ verdict }) => verdict === 'ok').map(({ body }) => body),
    /** Waits until the endpoint has accepted events of these types, in this order, and returns their bodies. */
    async received(...expected: string[]): Promise<any[]> {
      return until(async () => {
        const bodies = (await deliveries()).filter(({ verdict }) => verdict === 'ok').map(({ body }) => body);
        const got = bodies.map(({ type }) => type);
        if (got.join() !== expected.join()) throw new Error(`received ${got.join()} instead of ${expected.join()}`);
        return bodies;
      });
    },
    get: async () => (await tenant.as('GET', `/v1/subscriptions/${subscriptionId}`)).body,
    listed: async (query = '') =>
      (await tenant.as('GET', `/v1/subscriptions/${subscriptionId}/deliveries${query}`)).body.data,
    /** Waits until the subscription's only delivery has this state, and returns it. */
    async deliveryIn(state: string): Promise<any> {
      return until(async () => {
        const { body } = await tenant.as('GET', `/v1/subscriptions/${subscriptionId}/deliveries`);
        if (body.data[0]?.state !== state) throw new Error(`${JSON.stringify(body.data[0])}, not ${state}`);
        return body.data[0];
      });
    },
    /** Makes the next attempts due now, and runs the sweep. */
    async makeDue() {
      await env.DB.prepare(
        `update event_deliveries set next_at = 0, held_until = 0
          where subscription_id = ? and state in ('pending', 'retrying')`,
      )
        .bind(subscriptionId)
        .run();
      await runCron();
    },
  };
}

/** Returns all bodies of the poll, page by page. */
export async function polled({ as }: Pick<Scene, 'as'>, query = ''): Promise<any[]> {
  const bodies: any[] = [];
  for (let after = ''; ; ) {
    const { body } = await as('GET', `/v1/events?limit=2&after=${after}${query}`);
    bodies.push(...body.data);
    if (body.next_cursor === null) return bodies;
    after = body.data.at(-1).id;
  }
}

/** Whether an event is about a conversation. */
export const isOfConversation = ({ type }: { type: string }): boolean => /^conversation\.|thread_lost$/.test(type);
