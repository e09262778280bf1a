import type { Order } from '../../db/orders/orders';
import type { JsonObject } from '../../shared/json/json';
import type { OrderEvent } from '../triggers/trigger';
import { orderView } from './order-view';

/** An event of an order; `eventId` distinguishes events that can happen more than once to an order. */
export type OrderEventContext = {
  on: OrderEvent;
  order: Order;
  /** The views of the order's shipments. */
  shipments: JsonObject[];
  eventId: string | null;
};

/** Makes the scope of a condition on an order's event; `shipments` are the views of the order's shipments. */
export const orderEventScope = (order: Order, variables: JsonObject, shipments: JsonObject[]): JsonObject => ({
  order: { ...orderView(order), shipments },
  variables,
});
