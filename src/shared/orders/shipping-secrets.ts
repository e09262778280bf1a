/** The secrets of each kind of shipping platform that a store can use. */
export const SHIPPING_SECRETS = {
  qapla: ['api_key'],
  aftership: ['webhook_secret'],
  sendcloud: ['webhook_secret'],
  shippypro: ['webhook_user', 'webhook_password'],
} as const;

export type ShippingKind = keyof typeof SHIPPING_SECRETS;
export type ShippingSecret = (typeof SHIPPING_SECRETS)[ShippingKind][number];
