/** The order members that have a form field, with their JSON paths. */
export const ORDER_FIELDS = {
  order_id: { path: ['id'], example: '1001' },
  order_number: { path: ['order_number'], example: '#1001' },
  phone: { path: ['phone'], example: '+393331234567' },
  first_name: { path: ['customer', 'first_name'], example: 'Ada' },
  total: { path: ['total'], example: '59.90' },
  address1: { path: ['shipping_address', 'address1'], example: 'Via Roma 1' },
  zip: { path: ['shipping_address', 'zip'], example: '00184' },
  city: { path: ['shipping_address', 'city'], example: 'Roma' },
  tracking_code: { path: ['tracking_code'], example: 'AB123456789IT' },
  courier: { path: ['courier'], example: 'BRT' },
} as const;
export type OrderField = keyof typeof ORDER_FIELDS;
