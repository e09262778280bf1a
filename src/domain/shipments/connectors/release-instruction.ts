import { z } from 'zod';
import type { JsonObject } from '../../../shared/json/json';

/** A text of at most this length; an empty one, which Liquid gives for what is missing, reads as absent. */
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || null);

const Address = z
  .looseObject({
    name: optionalText(200),
    address1: optionalText(200),
    address2: optionalText(200),
    zip: optionalText(20),
    city: optionalText(100),
    province: optionalText(100),
    province_code: optionalText(10),
    phone: optionalText(40),
  })
  .transform(({ name, address1, address2, zip, city, province, province_code, phone }) => ({
    name,
    street: [address1, address2].filter((line) => line !== null).join(', ') || null,
    zip,
    city,
    province: province_code ?? province,
    phone,
  }));

const ReleaseVariables = z
  .looseObject({
    action: z.enum(['redeliver', 'redeliver_new_address', 'pickup', 'return_to_sender']),
    address: Address.nullish(),
    deliver_on: optionalText(40),
    /** True, or the number that the courier calls. */
    phone_notice: z.union([z.boolean(), z.string().trim().max(40)]).nullish(),
    cod: z.looseObject({}).nullish(),
    note: optionalText(500),
    hold_episode: z.number().int().nullish(),
  })
  .transform(({ action, address, deliver_on, phone_notice, cod, note, hold_episode }) => ({
    action,
    address: action === 'redeliver_new_address' ? (address ?? null) : null,
    deliverOn: deliver_on,
    phoneNotice: phone_notice === 'true' ? true : phone_notice === 'false' ? null : phone_notice || null,
    changesCod: cod != null && Object.keys(cod).length > 0,
    note,
    episode: hold_episode ?? null,
  }));

/** What the sender wants done with a held parcel. */
export type ReleaseInstruction = z.infer<typeof ReleaseVariables>;

/** Reads the variables of a push that releases a parcel. */
export function parseReleaseInstruction(
  variables: JsonObject,
): { ok: true; instruction: ReleaseInstruction } | { ok: false; problems: { field: string; message: string }[] } {
  const parsed = ReleaseVariables.safeParse(variables);
  if (parsed.success) return { ok: true, instruction: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => ({ field: `/${path.join('/')}`, message }));
  return { ok: false, problems };
}
