import { orderView } from './order-view';

const NO_ORDER: Parameters<typeof orderView>[0] = {
  orderId: '',
  storeId: '',
  orderNumber: null,
  userKey: null,
  phone: null,
  customer: null,
  currency: 'EUR',
  total: 0,
  paymentMethod: null,
  shippingAddress: null,
  items: [],
  tags: [],
  financialStatus: null,
  fulfillmentStatus: null,
  details: null,
  cancelledAt: null,
  placedAt: null,
  updatedAt: 0,
  variables: {},
};

/** The members of an order in conditions and templates (docs/order-model.md); an order that a flow reads also has its shipments. */
export const ORDER_MEMBERS = [...Object.keys(orderView(NO_ORDER)), 'shipments'];

/** The members of the objects among them that have a fixed form; the other objects may have any member. */
export const INNER_ORDER_MEMBERS: Record<string, string[]> = {
  customer: ['id', 'first_name', 'last_name', 'email', 'phone', 'language'],
  shipping_address: [
    'name',
    'company',
    'address1',
    'address2',
    'zip',
    'city',
    'province',
    'province_code',
    'country',
    'phone',
  ],
};
