import { z } from 'zod';
import type { JsonObject } from '../../../shared/json/json';
import { AnyJsonObject } from '../../../shared/json/json-schemas';
import { textOrNull } from '../../../shared/json/read-json';
import type { MetaCalls } from './meta-calls';

/** Accounts beyond these are not searched: each costs a call. */
const MAX_ACCOUNTS = 10;
const MAX_LISTED = 100;
/** The members that every version has: one unknown name would fail the whole call. */
export const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,status,quality_rating,code_verification_status,name_status,platform_type';

const Listed = z.looseObject({ data: z.array(AnyJsonObject) });

/** A number that the token can use, with what Meta reports of it. */
export type FoundNumber = { phoneNumberId: string; wabaId: string; fields: JsonObject };

export type NumberSearch =
  /** `unsearched`: how many of the token's accounts were not asked. */
  | { ok: true; numbers: FoundNumber[]; unsearched: number }
  | { ok: false; member: 'access_token'; code: string; detail: string };

const failed = (code: string, detail: string): NumberSearch => ({ ok: false, member: 'access_token', code, detail });

async function listAccounts(asUser: MetaCalls, userId: string | null): Promise<string[]> {
  if (userId === null) return [];
  const answer = await asUser.get(`${encodeURIComponent(userId)}/assigned_whatsapp_business_accounts?fields=id,name`);
  if (answer.kind === 'refused') return [];
  const listed = Listed.safeParse(answer.body).data?.data ?? [];
  return listed.flatMap(({ id }) => textOrNull(id) ?? []);
}

/**
 * Finds the numbers of the accounts for which the token was made, else of those that are assigned to its system user. With
 * `phoneNumberId` it stops at that number, and returns only it.
 */
export async function findNumbers(
  { asUser }: { asUser: MetaCalls },
  {
    accountIds,
    userId,
    phoneNumberId,
  }: { accountIds: string[] | null; userId: string | null; phoneNumberId: string | null },
): Promise<NumberSearch> {
  const wabaIds = accountIds && accountIds.length > 0 ? accountIds : await listAccounts(asUser, userId);
  if (wabaIds.length === 0) {
    return failed(
      'no_account',
      'The token sees no WhatsApp Business Account: assign one to the system user in Business settings',
    );
  }
  const unsearched = Math.max(0, wabaIds.length - MAX_ACCOUNTS);
  const numbers: FoundNumber[] = [];
  let refused: string | null = null;
  for (const wabaId of wabaIds.slice(0, MAX_ACCOUNTS)) {
    const path = `${encodeURIComponent(wabaId)}/phone_numbers?fields=${NUMBER_FIELDS}&limit=${MAX_LISTED}`;
    const answer = await asUser.get(path);
    if (answer.kind === 'refused') {
      refused = answer.code;
      continue;
    }
    for (const fields of Listed.safeParse(answer.body).data?.data ?? []) {
      const id = textOrNull(fields.id);
      if (id !== null) numbers.push({ phoneNumberId: id, wabaId, fields });
    }
    const wanted = numbers.find((number) => number.phoneNumberId === phoneNumberId);
    if (wanted) return { ok: true, numbers: [wanted], unsearched };
  }
  if (numbers.length > 0) return { ok: true, numbers: phoneNumberId === null ? numbers : [], unsearched };
  return refused === null
    ? failed('no_number', 'The WhatsApp Business Account has no number: add one in WhatsApp Manager')
    : failed(
        'account_not_shown',
        `Meta does not show the account to the token (${refused}): assign it to the system user`,
      );
}
