import { z } from 'zod';
import type { Account } from '../../db/accounts/accounts';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { OPT_OUT_POLICIES } from '../../shared/flows/statuses';
import { isCurrency, parseMoney } from '../../shared/numbers/money';
import { LEADING_SOURCES } from '../../shared/orders/shipment-states';
import { isTimeZone } from '../../shared/time/time-zone';
import { invalidMember } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import { invalidateCredentials } from '../keys/authenticate';
import { generateKey } from '../keys/generate-key';
import { SCOPES } from '../keys/scopes';
import type { Deps } from '../ports';
import { nextMaintenanceWindow } from '../retention/maintenance-window';
import { checkDatabaseBound } from '../shards/check-database-bound';
import { findSmallestDatabase } from '../shards/find-smallest-database';
import { BLANK_WORD_MESSAGE, isBlankWord } from '../words/blank-word';
import { normalizeText } from '../words/normalize-text';

const price = z
  .string()
  .refine((text) => parseMoney(text) !== null, { message: 'must be a decimal string such as "0.0500"' });

const FEATURES = ['orders'] as const;

/** Compared regardless of case, accents and punctuation. */
const words = z
  .array(
    z
      .string()
      .min(1)
      .max(60)
      .refine((word) => !isBlankWord(word), { message: BLANK_WORD_MESSAGE }),
  )
  .max(50);

/** As long as the names of Shopify's payment methods are read. */
const codName = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((name) => /[\p{L}\p{N}]/u.test(normalizeText(name)), { message: 'must have a letter or a digit' });

const settings = {
  name: z.string().min(1).max(200),
  features: z.array(z.enum(FEATURES)).max(FEATURES.length),
  time_zone: z.string().refine(isTimeZone, { message: 'must be an IANA time zone such as Europe/Rome' }),
  price_list: z.record(
    z
      .string()
      .max(60)
      .regex(/^[a-z][a-z0-9_.-]*$/),
    price,
  ),
  currency: z.string().refine(isCurrency, { message: 'must be an ISO 4217 code such as EUR' }),
  retention_days: z.number().int().min(1).max(3_650),
  opt_out_words: words,
  opt_in_words: words,
  opt_out_policy: z.enum(OPT_OUT_POLICIES),
  cod_names: z.array(codName).max(50),
  return_cost: price.nullable(),
  leading_shipment_source: z.enum(LEADING_SOURCES).nullable(),
};

export const CreateAccount = z
  .strictObject({
    name: settings.name,
    features: settings.features.default([]),
    time_zone: settings.time_zone.default('Europe/Rome'),
    price_list: settings.price_list.default({}),
    currency: settings.currency.default('EUR'),
    retention_days: settings.retention_days.default(365),
    opt_out_words: settings.opt_out_words.default([]),
    opt_in_words: settings.opt_in_words.default([]),
    opt_out_policy: settings.opt_out_policy.default('strict'),
    cod_names: settings.cod_names.default([]),
    return_cost: settings.return_cost.default(null),
    leading_shipment_source: settings.leading_shipment_source.default(null),
    /** The number of the account's database; the smallest one by default. */
    database: z.number().int().min(0).optional(),
  })
  .meta({
    example: {
      name: 'Negozio',
      features: ['orders'],
      time_zone: 'Europe/Rome',
      price_list: { 'flow.run': '0.0500', 'message.utility': '0.0691', push: '0.0010' },
      currency: 'EUR',
    },
  });
export const PatchAccount = z.strictObject(settings).partial();

/** Converts a price list to millionths, as it is stored. */
const toMillionths = (list: Record<string, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(list).map(([kind, text]) => [kind, parseMoney(text) ?? 0]));

/** Converts a cost to millionths; undefined if it is not given, null if it is removed. */
const toCost = (text: string | null | undefined): number | null | undefined =>
  text === null || text === undefined ? text : parseMoney(text);

export type CreatedAccount = { account: Account; database: number; apiKey: string };

/**
 * Creates an account with a first key that has all scopes; only this response shows the key. Fails with validation_failed
 * for a database that is not bound.
 */
export async function createAccount(
  deps: Pick<Deps, 'accounts' | 'databases' | 'directory' | 'forShard' | 'now'>,
  input: z.infer<typeof CreateAccount>,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedAccount>,
): Promise<CreatedAccount> {
  const database = input.database ?? (await findSmallestDatabase(deps));
  checkDatabaseBound(deps, database);
  const now = deps.now();
  const account: Account = {
    accountId: newId('acc'),
    name: input.name,
    features: [...new Set(input.features)],
    timeZone: input.time_zone,
    currency: input.currency,
    priceList: toMillionths(input.price_list),
    retentionDays: input.retention_days,
    retentionDueAt: nextMaintenanceWindow(now, input.time_zone),
    retentionCursor: null,
    optOutWords: input.opt_out_words,
    optInWords: input.opt_in_words,
    optOutPolicy: input.opt_out_policy,
    codNames: input.cod_names,
    returnCost: toCost(input.return_cost) ?? null,
    leadingShipmentSource: input.leading_shipment_source,
    createdAt: now,
    updatedAt: now,
  };
  const { row, apiKey } = await generateKey({
    accountId: account.accountId,
    name: 'first key',
    scopes: SCOPES,
    expiresAt: null,
    now,
  });
  const made = { account, database, apiKey };
  if (database === 0) {
    await deps.accounts.insert(account, row, await makeIdempotencyRecord(made));
    return made;
  }
  const { accountId } = account;
  // Before the directory has its row the account cannot be found; after a crash in between it stays unreachable.
  await deps.forShard(database).accounts.insert(account, row, null);
  await deps.directory.addAccount({ accountId, database, hash: row.hash }, await makeIdempotencyRecord(made));
  return made;
}

/**
 * Changes the given settings of an account; a price list is replaced as a whole. Fails with not_found, or with
 * validation_failed when the currency changes after the first charge.
 */
export async function patchAccount(
  deps: Pick<Deps, 'accounts' | 'now'>,
  { account: { accountId }, ...by }: Parameters<typeof newAuditEntry>[0],
  input: z.infer<typeof PatchAccount>,
): Promise<Account> {
  const now = deps.now();
  const audit = newAuditEntry({ account: { accountId }, ...by }, now, 'account.changed', {
    targets: [{ type: 'account', id: accountId }],
    metadata: { members: Object.keys(input).join(' ') },
  });
  const set = {
    name: input.name,
    features: input.features && [...new Set(input.features)],
    timeZone: input.time_zone,
    priceList: input.price_list && toMillionths(input.price_list),
    currency: input.currency,
    retentionDays: input.retention_days,
    optOutWords: input.opt_out_words,
    optInWords: input.opt_in_words,
    optOutPolicy: input.opt_out_policy,
    codNames: input.cod_names,
    returnCost: toCost(input.return_cost),
    leadingShipmentSource: input.leading_shipment_source,
    updatedAt: now,
  };
  const changed = await deps.accounts.update(accountId, set, audit);
  if (!changed && input.currency !== undefined && (await deps.accounts.find(accountId))) {
    throw invalidMember('/currency', 'has_charges', 'The currency cannot change after the first charge');
  }
  if (!changed) throw new AppError('not_found', 'There is no such account');
  invalidateCredentials(accountId);
  return changed;
}
