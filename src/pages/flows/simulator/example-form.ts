import type { ReplyChoice } from '../../../domain/simulation/choices-of';
import { ORDER_FIELDS } from './order-fields';

const EXTRA_MEMBERS = { payment_method: 'cod' };

/** The initial values of the form: an order, and a customer who presses the first button of the flow. */
export function exampleForm(choices: ReplyChoice[]): URLSearchParams {
  const [first] = choices;
  return new URLSearchParams({
    ...Object.fromEntries(Object.entries(ORDER_FIELDS).map(([name, { example }]) => [name, example])),
    more: JSON.stringify(EXTRA_MEMBERS, null, 2),
    answers: 'yes',
    reply_1_after: '2h',
    ...(first ? { reply_1_choice: `${first.kind}:${first.id}` } : {}),
  });
}
