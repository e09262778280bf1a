import type { RequestRow } from '../../db/requests/requests';
import { classOfOutcome } from '../overview/class-of-outcome';

/** Returns what the outcome of a completed request says about its order: the customer's yes or no; null for another one. */
export function orderEventOf(
  { objectType }: Pick<RequestRow, 'objectType'>,
  outcome: string | null,
): 'order.confirmed' | 'order.refused' | null {
  if (objectType !== 'order') return null;
  const answer = classOfOutcome('completed', outcome);
  return answer === 'confirmed' || answer === 'refused' ? `order.${answer}` : null;
}
