import { searchTerms } from '../../../shared/text/search-words';
import type { View } from '../../view/view';

/**
 * Returns the conversations that a list shows. A viewer sees phone numbers masked, and would learn their digits from what is found
 * by their beginning.
 */
export function withoutFoundPhones<Row extends { userKey: string }>(
  { role }: Pick<View, 'role'>,
  search: string | null,
  rows: Row[],
): Row[] {
  if (role !== 'viewer' || search === null) return rows;
  const terms = searchTerms(search);
  return rows.filter(({ userKey }) => !terms.some((term) => userKey.startsWith(`+${term}`)));
}
