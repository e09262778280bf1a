import type { Account } from '../local/account.ts';
import type { Caller } from './caller.ts';
import type { Accepted } from './load.ts';
import { checkRow, compareRow, type PromiseRow } from './promises.ts';

/** A run as the API lists it, with the accepted call that it belongs to. */
export type Run = { accepted: Accepted; requestId: string; userKey: string; status: string; outcome: string | null };

type Named = Pick<Accepted, 'account' | 'flow' | 'requestId' | 'objectId'>;
const nameOf = ({ account, flow, requestId, objectId }: Named) => `${account.name}, ${flow}: ${requestId ?? objectId}`;

/** Each accepted request and order exists once and has ended as its flow says; the ends of held parcels' are not checked here. */
export async function checkRequests(
  { all }: Caller,
  accounts: Account[],
  accepted: Accepted[],
): Promise<{ rows: PromiseRow[]; runs: Run[] }> {
  const byId = new Map(accepted.map((each) => [each.requestId ?? nameOf(each), each]));
  const found: string[] = [];
  const foundOrders: string[] = [];
  const ended = new Set<string>();
  const runs: Run[] = [];
  for (const account of accounts) {
    const listed = await all('/v1/getRequests', account.headers);
    for (const { request_id, flow, object, status, outcome, user_key } of listed) {
      const unnamed = nameOf({ account, flow, requestId: null, objectId: object?.id });
      const match = byId.get(request_id) ?? byId.get(unnamed);
      found.push(match?.account === account ? nameOf(match) : `${account.name}, ${flow}: ${request_id}`);
      if (!match) continue;
      if (status === 'completed' && outcome === 'ok') ended.add(nameOf(match));
      runs.push({ accepted: match, requestId: request_id, userKey: user_key, status, outcome });
    }
    for (const { id, order_id } of await all('/v1/orders', account.headers)) {
      const match = accepted.find((each) => each.account === account && each.objectId === order_id);
      const isSame = (match?.orderId ?? id) === id;
      foundOrders.push(isSame ? `${account.name}: ${order_id}` : `${account.name}: ${order_id} as ${id}`);
    }
  }

  const names = accepted.map(nameOf);
  const orders = accepted.filter(({ flow }) => flow === 'ordered' || flow === 'held');
  const ending = accepted.filter(({ flow }) => flow !== 'held').map(nameOf);
  return {
    runs,
    rows: [
      compareRow('request or order accepted (2xx): its run exists', names, found),
      checkRow('… and has ended as its flow says', ending, (name) => ended.has(name)),
      compareRow(
        'order accepted: it exists',
        orders.map(({ account, objectId }) => `${account.name}: ${objectId}`),
        foundOrders,
      ),
    ],
  };
}
