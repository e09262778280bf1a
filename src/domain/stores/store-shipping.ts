import { z } from 'zod';
import type { StoredShipping } from '../../db/schema';
import type { Encryptor } from '../../shared/crypto/encryption';
import type { Issue } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { SHIPPING_SECRETS, type ShippingKind, type ShippingSecret } from '../../shared/orders/shipping-secrets';
import { cleanPasted } from '../../shared/text/clean-pasted';
import { shippingAad } from './decrypt-shipping';
import { MappedStatuses } from './mapped-statuses';

const secret = z
  .string()
  .overwrite(cleanPasted)
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible characters, without spaces');
const statuses = MappedStatuses.optional();
const signed = {
  webhook_secret: secret.optional().meta({ description: 'The secret that signs its webhooks' }),
  treat_as_held: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the statuses after which a parcel is usually held mean that it is held' }),
};

/** A store's shipping platform. A secret that is left out is kept while the kind stays the same. */
export const ShippingInput = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('qapla'),
      api_key: secret.optional().meta({ description: "The channel's private API key" }),
      statuses,
    }),
    z.strictObject({ kind: z.literal('aftership'), ...signed, statuses }),
    z.strictObject({ kind: z.literal('sendcloud'), ...signed, statuses }),
    z.strictObject({
      kind: z.literal('shippypro'),
      webhook_user: secret
        .regex(/^[^:]*$/, 'must not contain a colon')
        .optional()
        .meta({ description: 'The user name of the Basic authentication of its webhooks' }),
      webhook_password: secret.optional(),
      statuses,
    }),
  ])
  .meta({ id: 'ShippingInput', example: { kind: 'qapla', api_key: 'example' } });
type ShippingInput = z.infer<typeof ShippingInput>;

/** Only ShippyPro can send its webhooks without credentials. */
const OPTIONAL_CREDENTIALS: ShippingKind[] = ['shippypro'];

const keptSecrets = ({ kind }: ShippingInput, before: StoredShipping | null): StoredShipping['secrets'] =>
  before?.kind === kind ? before.secrets : {};

/** Returns a store's shipping platform as input, without secrets, which a change keeps; `kind` is the one that the change names. */
export function shippingInput(
  { kind, treat_as_held, statuses: mapped }: StoredShipping,
  { kind: next }: { kind?: unknown },
): JsonObject {
  if (next !== undefined && next !== kind) return { kind };
  return {
    kind,
    ...(treat_as_held === true ? { treat_as_held } : {}),
    ...(mapped ? { statuses: mapped } : {}),
  };
}

/** Returns the secrets that a store's shipping platform lacks; `before` may have them. */
export function shippingIssues(input: ShippingInput | undefined, before: StoredShipping | null): Issue[] {
  if (!input) return [];
  const known = { ...keptSecrets(input, before), ...input };
  const names = SHIPPING_SECRETS[input.kind];
  const missing = names.filter((name) => known[name] === undefined);
  if (missing.length === names.length && OPTIONAL_CREDENTIALS.includes(input.kind)) return [];
  return missing.map((name) => ({
    path: `/shipping/${name}`,
    code: 'required',
    message: `The shipping platform ${input.kind} requires ${names.join(' and ')}`,
  }));
}

/** Returns a store's shipping platform as it is stored, with encrypted secrets; null without one. */
export async function encryptShipping(
  encryptor: Encryptor,
  storeId: string,
  { input, before }: { input: ShippingInput | undefined; before: StoredShipping | null },
): Promise<StoredShipping | null> {
  if (!input) return null;
  const { kind } = input;
  const given: Partial<Record<ShippingSecret, string | undefined>> = input;
  const encrypted = SHIPPING_SECRETS[kind].map(async (name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, await encryptor.encrypt(value, shippingAad(storeId, name))] as const];
  });
  const secrets = Object.fromEntries((await Promise.all(encrypted)).flat());
  const isTreated = 'treat_as_held' in input && input.treat_as_held === true;
  return {
    kind,
    secrets: { ...keptSecrets(input, before), ...secrets },
    ...(isTreated ? { treat_as_held: true } : {}),
    ...(input.statuses?.length ? { statuses: input.statuses } : {}),
  };
}
