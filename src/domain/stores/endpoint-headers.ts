import { type Sealer, secretPlace } from '../../shared/seal';

async function mapValues(values: Record<string, string>, change: (name: string, value: string) => Promise<string>) {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await change(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Seals the values of an endpoint's headers; the names stay readable. */
export const sealHeaders = (sealer: Sealer, idStore: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => sealer.seal(value, secretPlace(idStore, `header:${name}`)));

export const openHeaders = (sealer: Sealer, idStore: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => sealer.open(value, secretPlace(idStore, `header:${name}`)));
