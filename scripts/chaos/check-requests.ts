import type { Cause } from './load.ts';
import type { Caller } from './make-caller.ts';
import { keptRow, type PromiseRow, promiseRow } from './promise-row.ts';
import type { Account } from './set-up.ts';

/** A run as the API lists it, with what caused it; both sides are known by the same name. */
export type Run = { cause: Cause; requestId: string; userKey: string };

const nameOf = ({ account, flow, requestId, objectId }: Pick<Cause, 'account' | 'flow' | 'requestId' | 'objectId'>) =>
  `${account.name}, ${flow}: ${requestId ?? objectId}`;

/** Each request and order that was promised is there once, has ended as its flow says, and is nobody else's. */
export async function checkRequests(
  { all, insist }: Caller,
  accounts: Account[],
  causes: Cause[],
): Promise<{ rows: PromiseRow[]; runs: Run[] }> {
  const byId = new Map(causes.map((cause) => [cause.requestId ?? nameOf(cause), cause]));
  const found: string[] = [];
  const foundOrders: string[] = [];
  const ended = new Set<string>();
  const runs: Run[] = [];
  for (const account of accounts) {
    for (const { request_id, flow, object, status, outcome, user_key } of await all(
      '/v1/getRequests',
      account.headers,
    )) {
      const unnamed = nameOf({ account, flow, requestId: null, objectId: object?.id });
      const cause = byId.get(request_id) ?? byId.get(unnamed);
      found.push(cause?.account === account ? nameOf(cause) : `${account.name}, ${flow}: ${request_id}`);
      if (!cause) continue;
      if (status === 'completed' && outcome === 'ok') ended.add(nameOf(cause));
      runs.push({ cause, requestId: request_id, userKey: user_key });
    }
    for (const { id, order_id } of await all('/v1/orders', account.headers)) {
      const cause = causes.find((each) => each.account === account && each.objectId === order_id);
      const isSame = (cause?.orderId ?? id) === id;
      foundOrders.push(isSame ? `${account.name}: ${order_id}` : `${account.name}: ${order_id} as ${id}`);
    }
  }

  const strangers: string[] = [];
  const seen = new Set<string>();
  for (const { cause, requestId } of runs.filter((_, i) => i % 10 === 0)) {
    for (const { name, headers } of accounts.filter((account) => account !== cause.account)) {
      strangers.push(`${name}: ${requestId}`);
      const { status } = await insist('GET', `/v1/getRequest?request_id=${requestId}`, { headers });
      if (status === 404) seen.add(`${name}: ${requestId}`);
    }
  }
  const of = (kind: (cause: Cause) => boolean) => causes.filter(kind).map(nameOf);
  const orders = causes.filter(({ flow }) => flow === 'ordered');
  return {
    runs,
    rows: [
      promiseRow(
        'request or order accepted (2xx): its run is there',
        of(() => true),
        found,
      ),
      keptRow(
        '… and has ended as its flow says',
        of(() => true),
        (name) => ended.has(name),
      ),
      promiseRow(
        'order accepted: it is there',
        orders.map(({ account, objectId }) => `${account.name}: ${objectId}`),
        foundOrders,
      ),
      keptRow("another account's request is 404", strangers, (name) => seen.has(name)),
    ],
  };
}
