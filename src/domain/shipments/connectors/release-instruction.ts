import { z } from 'zod';
import type { JsonObject } from '../../../shared/json/json';
import { AnyJsonObject } from '../../../shared/json/json-schemas';
import { toIssues } from '../../../shared/validation/zod-issues';

/** A text of at most this length; an empty one, which Liquid gives for what is missing, reads as absent. */
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || null);

/** Members that an address of an order or of a reply may have besides those that a courier needs. */
const OTHER_ADDRESS_MEMBERS = ['first_name', 'last_name', 'company', 'country', 'country_code', 'check'];

/** The street is `street`, or `address1` with `address2` as the addresses of orders and replies have it. */
const AddressMembers = z.object({
  name: optionalText(200),
  street: optionalText(400),
  address1: optionalText(200),
  address2: optionalText(200),
  zip: optionalText(20),
  city: optionalText(100),
  province: optionalText(100),
  province_code: optionalText(10),
  phone: optionalText(40),
});

const isAddressMember = (name: string): boolean => name in AddressMembers.shape || OTHER_ADDRESS_MEMBERS.includes(name);

const Address = AddressMembers.loose().transform((given) => {
  const { name, street, address1, address2, zip, city, province, province_code, phone } = given;
  const lines = [street ?? address1, address2].filter((line) => line !== null);
  return {
    to: { name, street: lines.join(', ') || null, zip, city, province: province_code ?? province, phone },
    unknown: Object.keys(given).filter((member) => !isAddressMember(member)),
  };
});

/** Whether the sender wants the cash on delivery changed. Liquid gives an empty text for what is missing. */
function changesCod(cod: JsonObject | null | undefined): boolean {
  if (cod == null || cod.change === 'none') return false;
  return Object.values(cod).some((value) => value !== null && value !== '');
}

/** Reads an empty text as absent, as `optionalText` does. */
const orEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullish());

const ReleaseVariables = z
  .looseObject({
    action: z.enum(['redeliver', 'redeliver_new_address', 'pickup', 'return_to_sender']),
    address: orEmpty(Address),
    deliver_on: optionalText(40),
    /** True, or the number that the courier calls. */
    phone_notice: z.union([z.boolean(), z.string().trim().max(40)]).nullish(),
    cod: orEmpty(AnyJsonObject),
    note: optionalText(500),
    hold_episode: z.number().int().nullish(),
  })
  .refine(({ action, address }) => action !== 'redeliver_new_address' || address != null, {
    path: ['address'],
    message: 'a new address is needed for redeliver_new_address',
  })
  .transform(({ action, address, deliver_on, phone_notice, cod, note, hold_episode }) => ({
    action,
    address: action === 'redeliver_new_address' ? (address?.to ?? null) : null,
    /** What the new address has and no courier reads, such as a misspelt member. */
    unknownInAddress: address?.unknown ?? [],
    deliverOn: deliver_on,
    phoneNotice: phone_notice === 'true' ? true : phone_notice === 'false' ? null : phone_notice || null,
    changesCod: changesCod(cod),
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
  return { ok: false, problems: toIssues(parsed.error.issues).map(({ path, message }) => ({ field: path, message })) };
}
