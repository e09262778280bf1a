import type { Order } from '../../db/orders/orders';
import type { PageParams } from '../../db/sql/page';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's orders, newest first. */
export const listStoredOrders = ({ orders }: Pick<Deps, 'orders'>, { account }: Context, page: PageParams) =>
  orders.list(account.accountId, page);

/** Returns one of the account's orders. Fails with not_found. */
export async function findOrder({ orders }: Pick<Deps, 'orders'>, { account }: Context, id: string): Promise<Order> {
  const order = await orders.find(account.accountId, id);
  if (!order) throw new AppError('not_found', 'There is no such order');
  return order;
}
