import { z } from 'zod';
import type { JsonObject } from '../../../shared/json/json';
import { AnyJson } from '../../../shared/json/json-schemas';
import { toIssues } from '../../../shared/validation/zod-issues';
import { MAX_METAFIELD_LENGTH, metafieldValue } from '../metafields';
import { withoutEmpty } from './without-empty';

/** The namespace of the metafields for variables that are not members of an order. */
const NAMESPACE = 'aisac';

const text = (maxLength: number) => z.string().max(maxLength);
const tag = z.string().trim().min(1).max(255);
const tagList = z.union([
  z.array(tag).max(250),
  // Liquid renders texts; Shopify also separates tags by commas.
  z.string().transform((all) =>
    all
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
]);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(text(5_000));

const Attributes = z.union([
  z.record(text(255), scalar.nullable()),
  z
    .array(z.strictObject({ key: text(255), value: scalar.nullable() }))
    .transform((rows) => Object.fromEntries(rows.map(({ key, value }) => [key, value]))),
]);

const metafieldKey = z.string().regex(/^[\w-]{2,64}$/, 'must be 2 to 64 letters, digits, _ and -');
const Metafield = z.strictObject({
  namespace: z.string().regex(/^[\w-]{3,255}$/, 'must be 3 to 255 letters, digits, _ and -'),
  key: metafieldKey,
  type: text(64).optional(),
  value: AnyJson,
});

const AddressUpdate = z.strictObject({
  name: text(200).optional(),
  first_name: text(200).optional(),
  last_name: text(200).optional(),
  company: text(200).optional(),
  address1: text(500).optional(),
  address2: text(500).optional(),
  zip: text(32).optional(),
  city: text(200).optional(),
  province: text(200).optional(),
  province_code: text(10).optional(),
  country: text(64).optional(),
  country_code: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters')
    .optional(),
  phone: text(64).optional(),
});

const Cancel = z.strictObject({
  reason: z
    .string()
    .transform((reason) => reason.toUpperCase())
    .pipe(z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']))
    .default('OTHER'),
  restock: z.boolean().default(true),
  refund: z.boolean().default(false),
  notify: z.boolean().default(false),
  note: text(255).optional(),
});

const Fulfillment = z.strictObject({
  tracking_number: text(255).optional(),
  company: text(255).optional(),
  url: z
    .string()
    .trim()
    .pipe(z.url({ protocol: /^https?$/ }).max(2_048))
    .optional(),
  notify: z.boolean().default(false),
});

const Hold = z.strictObject({
  reason: z
    .string()
    .transform((reason) => reason.toUpperCase())
    .pipe(
      z.enum([
        'AWAITING_PAYMENT',
        'AWAITING_RETURN_ITEMS',
        'HIGH_RISK_OF_FRAUD',
        'INCORRECT_ADDRESS',
        'INVENTORY_OUT_OF_STOCK',
        'ONLINE_STORE_POST_PURCHASE_CROSS_SELL',
        'OTHER',
        'UNKNOWN_DELIVERY_DATE',
      ]),
    )
    .default('OTHER'),
  note: text(500).optional(),
});

/** The variables that change members of a Shopify order; any other becomes a metafield. */
const KnownVariables = z.object({
  tags: z
    .union([
      tagList.transform((add) => ({ add, remove: [] as string[] })),
      z.strictObject({ add: tagList.default([]), remove: tagList.default([]) }),
    ])
    .optional(),
  note: text(5_000).nullable().optional(),
  custom_attributes: Attributes.optional(),
  metafields: z.array(Metafield).max(250).optional(),
  shipping_address: AddressUpdate.optional(),
  email: z.string().trim().pipe(z.email().max(320)).optional(),
  phone: text(64).optional(),
  cancel: z
    .union([z.literal(true).transform(() => Cancel.parse({})), z.literal(false).transform(() => null), Cancel])
    .optional(),
  fulfillment: z
    .union([
      z.literal(true).transform(() => Fulfillment.parse({})),
      z.literal(false).transform(() => null),
      Fulfillment,
    ])
    .optional(),
  hold: z
    .union([z.literal(true).transform(() => Hold.parse({})), z.literal(false).transform(() => null), Hold])
    .optional(),
  release_hold: z.boolean().optional(),
});

export type AddressUpdate = z.infer<typeof AddressUpdate>;
export type WrittenMetafield = { namespace: string; key: string; type: string; value: string };
export type OrderVariables = Omit<z.infer<typeof KnownVariables>, 'metafields'> & {
  metafields: WrittenMetafield[];
  deleted: { namespace: string; key: string }[];
};
type Problem = { field: string; message: string };

/** Returns the variables that one push cannot have together: each changes the state on which the other depends. */
function conflictsOf({ hold, release_hold, fulfillment }: z.infer<typeof KnownVariables>): Problem[] {
  const given = [hold && 'hold', release_hold && 'release_hold', fulfillment && 'fulfillment'].filter((name) => name);
  const message = `Use one step each for ${given.join(' and ')}`;
  return given.slice(1).map((name) => ({ field: `/${name}`, message }));
}

/** Parses a push's variables without the empty ones; returns all problems for which Shopify would refuse them. */
export function parseOrderVariables(
  variables: JsonObject,
): { ok: true; variables: OrderVariables } | { ok: false; problems: Problem[] } {
  const known = KnownVariables.safeParse(withoutEmpty(variables));
  const problems: Problem[] = known.success
    ? conflictsOf(known.data)
    : toIssues(known.error.issues).map(({ path, message }) => ({ field: path, message }));
  const others = Object.keys(variables).filter((name) => !Object.hasOwn(KnownVariables.shape, name));
  for (const name of others) {
    const key = metafieldKey.safeParse(name);
    if (!key.success)
      problems.push({ field: `/${name}`, message: 'The key of a metafield must be 2 to 64 letters, digits, _ and -' });
  }
  const given = known.success ? (known.data.metafields ?? []) : [];
  const own = others.map((name) => ({
    namespace: NAMESPACE,
    key: name,
    type: undefined,
    value: variables[name] ?? null,
  }));
  const metafields: WrittenMetafield[] = [];
  const deleted: { namespace: string; key: string }[] = [];
  for (const { namespace, key, type, value } of [...given, ...own]) {
    const metafield = metafieldValue(value);
    if (metafield === null) deleted.push({ namespace, key });
    else metafields.push({ namespace, key, ...metafield, ...(type === undefined ? {} : { type }) });
    if (metafield && metafield.value.length > MAX_METAFIELD_LENGTH) {
      const message = `A metafield holds at most ${MAX_METAFIELD_LENGTH} characters`;
      problems.push({ field: `/${namespace}.${key}`, message });
    }
  }
  if (!known.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, variables: { ...known.data, metafields, deleted } };
}
