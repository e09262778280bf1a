type Json = Record<string, any>;

const money = (amount: string, currency = 'EUR') => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

/** When these orders are placed: just now, as in Shopify's webhook of a new order. */
const PLACED_AT = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
/** Returns the instant this many seconds (at most 60) after these orders are placed. */
export const orderInstant = (seconds: number): string =>
  new Date(PLACED_AT + seconds * 1_000).toISOString().replace('.000', '');

/** Returns an order as Shopify's webhook sends it. `id` may exceed JavaScript's safe integers. */
export function shopifyOrder(id: string, overrides: Json = {}): Json {
  const address = {
    first_name: 'Ada',
    last_name: 'Rossi',
    name: 'Ada Rossi',
    company: null,
    address1: 'Via Roma 1',
    address2: '',
    zip: '20100',
    city: 'Milano',
    province: 'Milano',
    province_code: 'MI',
    country: 'Italy',
    country_code: 'IT',
    phone: '333 123 4567',
  };
  return {
    id: `@${id}@`,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id.slice(-4)}`,
    order_number: Number(id.slice(-4)),
    test: false,
    created_at: orderInstant(0),
    updated_at: orderInstant(1),
    cancelled_at: null,
    cancel_reason: null,
    financial_status: 'pending',
    fulfillment_status: null,
    currency: 'EUR',
    presentment_currency: 'EUR',
    total_price: '59.90',
    current_total_price: '59.90',
    subtotal_price: '55.00',
    total_discounts: '5.00',
    total_tax: '10.80',
    total_outstanding: '59.90',
    total_shipping_price_set: money('4.90'),
    payment_gateway_names: ['Contrassegno'],
    email: 'Ada@Example.it',
    contact_email: 'ada@example.it',
    phone: null,
    customer_locale: 'it-IT',
    note: 'Citofonare Rossi',
    note_attributes: [{ name: 'consegna', value: 'mattina' }],
    tags: 'vip, cod, vip',
    discount_codes: [{ code: 'BENVENUTO', amount: '5.00', type: 'fixed_amount' }],
    shipping_lines: [{ id: `@${id}7@`, title: 'Corriere', code: 'std', price: '4.90', discounted_price: '4.90' }],
    customer: {
      id: `@${id}9@`,
      admin_graphql_api_id: `gid://shopify/Customer/${id}9`,
      first_name: 'Ada',
      last_name: 'Rossi',
      email: 'ada@example.it',
      phone: null,
      default_address: address,
    },
    shipping_address: address,
    billing_address: address,
    line_items: [
      {
        id: `@${id}1@`,
        admin_graphql_api_id: `gid://shopify/LineItem/${id}1`,
        sku: 'MAGLIA-M',
        name: 'Maglia - M',
        title: 'Maglia',
        variant_title: 'M',
        quantity: 2,
        price: '30.00',
        total_discount: '5.00',
      },
    ],
    ...overrides,
  };
}

/** Returns the JSON text of an order, with all digits of its ids. */
export const shopifyOrderJson = (order: Json): string => JSON.stringify(order).replaceAll(/"@(-?\d+)@"/g, '$1');
