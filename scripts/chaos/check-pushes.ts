import { callJson } from '../local/api.ts';
import type { CustomAccount, ShopifyAccount } from './accounts.ts';
import type { Caller } from './caller.ts';
import type { Run } from './check-requests.ts';
import { checkRow, compareRow, type PromiseRow } from './promises.ts';

const STEPS = ['first', 'second'];
type Delivery = { id: string; body: any; verdict: 'ok' | 'duplicate' | 'refused' };

/** Both pushes of each run reached its merchant, once and in order; `again` counts repeats under the same webhook-id. */
export async function checkPushes(
  { all }: Caller,
  accounts: CustomAccount[],
  runs: Run[],
): Promise<{ rows: PromiseRow[]; again: number; refused: number }> {
  const applied: string[] = [];
  const appliedIds: string[] = [];
  const shownIds: string[] = [];
  const objects = new Map<string, number[]>();
  let [again, refused] = [0, 0];
  for (const { control, name, headers } of accounts) {
    const { deliveries }: { deliveries: Delivery[] } = await callJson('GET', `${control}/calls`);
    again += deliveries.filter(({ verdict }) => verdict === 'duplicate').length;
    refused += deliveries.filter(({ verdict }) => verdict === 'refused').length;
    for (const { id, body } of deliveries.filter(({ verdict }) => verdict === 'ok')) {
      applied.push(`${body.request_id} ${body.variables.step}`);
      appliedIds.push(id);
      const object = `${name}: ${body.object_id}`;
      objects.set(object, [...(objects.get(object) ?? []), body.sequence]);
    }
    for (const { push_id } of await all('/v1/pushes?state=delivered', headers)) shownIds.push(push_id);
  }
  const custom = runs.filter(
    ({ accepted }) => accepted.flow !== 'burst' && accounts.some((account) => account === accepted.account),
  );
  const promised = custom.flatMap(({ requestId }) => STEPS.map((step) => `${requestId} ${step}`));
  return {
    again,
    refused,
    rows: [
      compareRow('push: the merchant applied it', promised, applied),
      compareRow('… and it is shown as delivered', appliedIds, shownIds),
      checkRow('object: its pushes came in order', [...objects.keys()], (name) =>
        (objects.get(name) ?? []).every((sequence, i) => sequence === i + 1),
      ),
    ],
  };
}

type ShopifyCall = { query: string; variables: unknown };

/**
 * Both pushes of each order are in the shop, the second after the first. Shopify's API has no idempotency key, so a push
 * with a lost response is written again (`again`), which changes nothing.
 */
export async function checkShopify(
  { control }: ShopifyAccount,
  runs: Run[],
): Promise<{ rows: PromiseRow[]; again: number; throttled: number }> {
  const shop = await callJson('GET', control);
  const calls: ShopifyCall[] = shop.calls.filter(({ query }: ShopifyCall) => /^\s*mutation/.test(query));
  const orders = runs.flatMap(({ accepted: { account, objectId } }) =>
    account.name === 'Shop' && objectId !== null ? [objectId] : [],
  );
  const written = new Map<string, string[]>(orders.map((order) => [order, []]));
  for (const { variables } of calls) {
    const text = JSON.stringify(variables);
    const order = /gid:\/\/shopify\/Order\/\d+/.exec(text)?.[0] ?? '';
    const note = /"note":"(first|second)"/.exec(text)?.[1];
    if (note) written.get(order)?.push(note);
  }
  const all = orders.flatMap((order) => STEPS.map((step) => `${order} ${step}`));
  const once = new Set([...written].flatMap(([order, notes]) => notes.map((note) => `${order} ${note}`)));
  return {
    again: [...written.values()].flat().length - once.size,
    throttled: shop.throttled,
    rows: [
      checkRow('push to Shopify: the shop has it', all, (name) => once.has(name)),
      checkRow('… in order, and the order is as the last one says', orders, (order) => {
        const notes = written.get(order) ?? [];
        const { note, tags } = shop.orders[order];
        const inOrder = notes.lastIndexOf('first') < notes.indexOf('second');
        return inOrder && note === 'second' && STEPS.every((step) => tags.includes(step));
      }),
    ],
  };
}
