import type { Sealer } from '../../shared/seal';

/** Binds a sealed value to where it belongs, so that a row's secret is worth nothing in another row. */
export const secretPlace = (ownerId: string, member: string): string => `${ownerId}/${member}`;

async function mapValues(values: Record<string, string>, change: (name: string, value: string) => Promise<string>) {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await change(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Seals the values of an endpoint's headers; the names stay readable. */
export const sealHeaders = (sealer: Sealer, idStore: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => sealer.seal(value, secretPlace(idStore, `header:${name}`)));

export const openHeaders = (sealer: Sealer, idStore: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => sealer.open(value, secretPlace(idStore, `header:${name}`)));
