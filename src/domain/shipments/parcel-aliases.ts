import type { ParcelRef } from './reports/shipment-report';

/** Returns a tracking number as it is compared: carriers and platforms write it with spaces, or in lower case. */
const normalizeNumber = (number: string): string => number.replaceAll(/\s/g, '').toUpperCase();

export const numberAlias = (number: string): string => `number:${normalizeNumber(number)}`;

/** Returns the aliases of a parcel. The first is its main one; a fulfillment's names only a parcel without another name. */
export function aliasesOfParcel(parcel: ParcelRef): { alias: string; isReturn: boolean }[] {
  const { trackingNumber, returnNumbers, parcelId, fulfillmentGid } = parcel;
  const own = trackingNumber === null ? [] : [numberAlias(trackingNumber)];
  if (parcelId !== null) own.push(`parcel:${parcelId}`);
  if (own.length === 0 && fulfillmentGid !== null) own.push(`fulfillment:${fulfillmentGid}`);
  const back = returnNumbers.map(numberAlias).filter((alias) => !own.includes(alias));
  return [
    ...own.map((alias) => ({ alias, isReturn: false })),
    ...[...new Set(back)].map((alias) => ({ alias, isReturn: true })),
  ];
}
