import { isCashOnDelivery } from './is-cash-on-delivery';

/** Returns `cod` if one of an order's payment methods is cash on delivery, also by the account's names; else the first one. */
export const paymentMethodOf = (gateways: string[], codNames: string[]): string | null =>
  gateways.some((name) => isCashOnDelivery(name, codNames)) ? 'cod' : (gateways[0]?.slice(0, 100) ?? null);
