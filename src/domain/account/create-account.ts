import { z } from 'zod';
import type { Account } from '../../db/accounts';
import { newId } from '../../shared/ids';
import { isCurrency, parseMoney } from '../../shared/money';
import { isZone } from '../../shared/zone';
import { makeKey } from '../keys/make-key';
import { SCOPES } from '../keys/scopes';
import type { Deps } from '../ports';

const price = z.string().refine((text) => parseMoney(text) !== null, { message: 'a decimal string such as "0.0500"' });

export const FEATURES = ['orders'] as const;

export const CreateAccount = z.strictObject({
  name: z.string().min(1).max(200),
  features: z.array(z.enum(FEATURES)).max(FEATURES.length).default([]),
  time_zone: z.string().refine(isZone, { message: 'an IANA time zone such as Europe/Rome' }).default('Europe/Rome'),
  price_list: z
    .record(
      z
        .string()
        .max(60)
        .regex(/^[a-z][a-z0-9_.-]*$/),
      price,
    )
    .default({}),
  currency: z.string().refine(isCurrency, { message: 'an ISO 4217 code such as EUR' }).default('EUR'),
  retention_days: z.number().int().min(1).max(3_650).default(365),
});

/** Makes an account with a first key that may do everything; the key is in this answer and nowhere else. */
export async function createAccount(
  deps: Deps,
  input: z.infer<typeof CreateAccount>,
): Promise<{ account: Account; apiKey: string }> {
  const now = deps.now();
  const prices = Object.entries(input.price_list).map(([kind, text]) => [kind, parseMoney(text) ?? 0] as const);
  const account: Account = {
    accountId: newId('acc'),
    name: input.name,
    features: [...new Set(input.features)],
    timeZone: input.time_zone,
    currency: input.currency,
    priceList: Object.fromEntries(prices),
    retentionDays: input.retention_days,
    createdAt: now,
    updatedAt: now,
  };
  const { row, apiKey } = await makeKey({
    accountId: account.accountId,
    name: 'first key',
    scopes: SCOPES,
    expiresAt: null,
    now,
  });
  await deps.accounts.insert({ account, key: row });
  return { account, apiKey };
}
