/** The findings of an address check, each with the result it leads to. A finding with `ok` is a warning. */
const RESULTS = {
  cap_invalid: 'error',
  cap_missing: 'ask',
  cap_unknown: 'ask',
  generic_cap: 'ask',
  cap_zero_restored: 'ok',
  town_missing: 'ask',
  town_in_other_province: 'ask',
  town_not_in_cap: 'ok',
  town_unknown: 'ok',
  province_mismatch: 'ask',
  province_missing: 'ask',
  street_missing: 'ask',
  number_missing: 'ask',
  po_box: 'ok',
  special_territory: 'ok',
  phone_missing: 'ok',
  phone_invalid: 'ok',
} as const;

export type AddressIssue = keyof typeof RESULTS;
export type AddressCheck = { result: 'ok' | 'ask' | 'error'; issues: AddressIssue[] };

/** Returns the check with these findings: the worst result of them. */
export function addressCheck(issues: AddressIssue[]): AddressCheck {
  const results = issues.map((issue) => RESULTS[issue]);
  return { result: (['error', 'ask'] as const).find((each) => results.includes(each)) ?? 'ok', issues };
}
