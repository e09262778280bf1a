import { orderNode } from './shopify-order-node.ts';
import type { ShopOrder } from './shopify-orders.ts';

type Shop = {
  orders: Map<string, ShopOrder>;
  /** The duration of a cancellation in ms, and the error with which it fails. */
  cancellation: { ms: number; error?: string };
};

const userError = (field: string[] | null, message: string, code?: string) => ({ field, message, code });
const ORDER_NOT_FOUND = 'Order does not exist';
const MAX_TAGS = 250;
const MAX_TAG_LENGTH = 255;
const MAX_CANCEL_NOTE_LENGTH = 255;
const MAX_METAFIELDS = 25;

/** Whether a value is valid for a metafield type. */
const METAFIELD_VALUES: Record<string, (value: string) => boolean> = {
  single_line_text_field: (value) => value !== '' && !/[\r\n]/.test(value),
  multi_line_text_field: (value) => value !== '',
  boolean: (value) => value === 'true' || value === 'false',
  number_integer: (value) => /^-?\d{1,16}$/.test(value),
  number_decimal: (value) => /^-?\d{1,13}(\.\d{1,9})?$/.test(value),
  json: (value) => {
    JSON.parse(value);
    return true;
  },
};

function metafieldError({ namespace, key, type, value }: any): string | null {
  if (!/^[\w-]{3,255}$/.test(namespace ?? '')) return 'Namespace is invalid';
  if (!/^[\w-]{2,64}$/.test(key)) return 'Key is invalid';
  if (value.length > 65_535) return 'Value is too long';
  const isValid = METAFIELD_VALUES[type ?? ''];
  if (!isValid) return 'Type is not known';
  return isValid(value) ? null : `Value is not a ${type}`;
}

/** Returns the mutations that the Worker uses, for the orders of one shop. Tags are compared ignoring case, as Shopify does. */
export function shopifyMutations({ orders, cancellation }: Shop, now: () => string) {
  const touch = (order: ShopOrder): void => {
    order.updatedAt = now();
  };
  const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const changeTags = (id: string, change: (order: ShopOrder) => void) => {
    const order = orders.get(id);
    if (!order) return { node: null, userErrors: [userError(['id'], ORDER_NOT_FOUND)] };
    change(order);
    touch(order);
    return { node: orderNode(order), userErrors: [] };
  };

  return {
    tagsAdd: ({ id, tags }: { id: string; tags: string[] }) => {
      const long = tags.find((tag) => tag.length > MAX_TAG_LENGTH || tag.trim() === '');
      if (long !== undefined) return { node: null, userErrors: [userError(['tags'], 'Tag is invalid')] };
      return changeTags(id, (order) => {
        for (const tag of tags) if (!order.tags.some((one) => sameTag(one, tag))) order.tags.push(tag);
        order.tags = order.tags.slice(0, MAX_TAGS).sort();
      });
    },
    tagsRemove: ({ id, tags }: { id: string; tags: string[] }) =>
      changeTags(id, (order) => {
        order.tags = order.tags.filter((tag) => !tags.some((one) => sameTag(one, tag)));
      }),

    orderUpdate: ({ input }: any) => {
      const order = orders.get(input.id);
      if (!order) return { order: null, userErrors: [userError(['id'], ORDER_NOT_FOUND)] };
      if (input.email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(input.email)) {
        return { order: orderNode(order), userErrors: [userError(['email'], 'Email is invalid')] };
      }
      for (const name of ['note', 'email', 'phone'] as const) if (name in input) order[name] = input[name];
      if (input.customAttributes) order.attributes = input.customAttributes;
      if (input.tags) order.tags = input.tags;
      if (input.shippingAddress) {
        const { countryCode, ...given } = input.shippingAddress;
        const country = countryCode ? { countryCodeV2: countryCode } : {};
        order.shippingAddress = { ...order.shippingAddress, ...given, ...country };
      }
      touch(order);
      return { order: orderNode(order), userErrors: [] };
    },

    metafieldsSet: ({ metafields }: any) => {
      const refused = (message: string) => ({
        metafields: null,
        userErrors: [userError(['metafields'], message, 'INVALID')],
      });
      if (metafields.length > MAX_METAFIELDS) return refused(`Exceeded the maximum of ${MAX_METAFIELDS} metafields`);
      for (const [i, field] of metafields.entries()) {
        const message = orders.has(field.ownerId) ? metafieldError(field) : 'Owner does not exist.';
        if (message)
          return {
            metafields: null,
            userErrors: [{ ...userError(['metafields', String(i), 'value'], message), elementIndex: i }],
          };
      }
      for (const { ownerId, namespace, key, type, value } of metafields) {
        const order = orders.get(ownerId);
        if (!order) continue;
        order.metafields = order.metafields.filter((field) => field.namespace !== namespace || field.key !== key);
        order.metafields.push({ namespace, key, type, value });
        touch(order);
      }
      return { metafields, userErrors: [] };
    },
    metafieldsDelete: ({ metafields }: any) => {
      for (const { ownerId, namespace, key } of metafields) {
        const order = orders.get(ownerId);
        if (!order)
          return { deletedMetafields: null, userErrors: [userError(['metafields'], 'Owner does not exist.')] };
        order.metafields = order.metafields.filter((field) => field.namespace !== namespace || field.key !== key);
      }
      return { deletedMetafields: metafields, userErrors: [] };
    },

    /** Starts a job that cancels the order later. Until then, the order does not change. */
    orderCancel: ({ orderId, reason, staffNote }: any) => {
      const order = orders.get(orderId);
      const refused = (message: string, code: string) => ({
        job: null,
        jobResult: null,
        orderCancelUserErrors: [userError(['orderId'], message, code)],
        userErrors: [],
      });
      if (!order) return refused(ORDER_NOT_FOUND, 'NOT_FOUND');
      if (order.cancelledAt) return refused('The order has already been cancelled.', 'INVALID');
      if (order.fulfillments.length > 0) return refused('Cannot cancel a fulfilled order.', 'INVALID');
      if ((staffNote ?? '').length > MAX_CANCEL_NOTE_LENGTH) return refused('Staff note is too long', 'INVALID');
      const id = crypto.randomUUID();
      const job = { id: `gid://shopify/Job/${id}`, done: false };
      const result: Record<string, unknown> = {
        __typename: 'OrderCancelJobResult',
        id: `gid://shopify/OrderCancelJobResult/${id}`,
        done: false,
        status: 'STARTED',
        errors: [],
      };
      setTimeout(() => {
        job.done = true;
        result.done = true;
        result.status = cancellation.error ? 'FAILED' : 'SUCCEEDED';
        if (cancellation.error) result.errors = [userError(null, cancellation.error, 'INVALID')];
        else Object.assign(order, { cancelledAt: now(), cancelReason: reason, updatedAt: now() });
      }, cancellation.ms);
      return { job, jobResult: result, orderCancelUserErrors: [], userErrors: [] };
    },

    fulfillmentCreate: ({ fulfillment }: any) => {
      const ids: string[] = fulfillment.lineItemsByFulfillmentOrder.map((one: any) => one.fulfillmentOrderId);
      const order = [...orders.values()].find((one) => one.fulfillmentOrders.some(({ id }) => id === ids[0]));
      const picked = order?.fulfillmentOrders.filter(({ id }) => ids.includes(id)) ?? [];
      const refused = (message: string) => ({ fulfillment: null, userErrors: [userError(['fulfillment'], message)] });
      if (!order || picked.length !== ids.length) return refused('Fulfillment order does not exist.');
      if (picked.some(({ actions }) => !actions.includes('CREATE_FULFILLMENT'))) {
        return refused('The fulfillment order is not in an open state.');
      }
      if (new Set(picked.map(({ location }) => location)).size > 1) {
        return refused('All fulfillment orders must be assigned to the same location.');
      }
      const { company = null, number, numbers, url, urls } = fulfillment.trackingInfo ?? {};
      const given: (string | null)[] = numbers ?? (number || url || company ? [number ?? null] : []);
      const made = {
        id: `gid://shopify/Fulfillment/${order.fulfillments.length + 1}`,
        createdAt: now(),
        lines: picked.flatMap(({ lines }) => lines),
        trackingInfo: given.map((one, i) => ({ company, number: one, url: (urls ?? [url])[i] ?? null })),
      };
      order.fulfillments.push(made);
      for (const one of picked) Object.assign(one, { status: 'CLOSED', actions: [] });
      touch(order);
      return { fulfillment: { ...made, status: 'SUCCESS', order: orderNode(order) }, userErrors: [] };
    },
  };
}
