import { INNER_ORDER_MEMBERS, ORDER_MEMBERS } from '../../orders/order-members';

/** What Liquid itself gives of any value. */
const LIQUID_MEMBERS = ['size', 'first', 'last'];

const unknown = (member: string | undefined, members: string[], of: string): string | null =>
  member === undefined || members.includes(member) || LIQUID_MEMBERS.includes(member)
    ? null
    : `There is no ${member} in ${of}; there are ${members.join(', ')}`;

/** What is wrong with a path into an order as this product keeps it, `["order", "totale"]`; null where nothing is. */
export function unknownOrderMember([root = '', member, inner]: string[]): string | null {
  const wrong = unknown(member, ORDER_MEMBERS, root);
  const members =
    member !== undefined && Object.hasOwn(INNER_ORDER_MEMBERS, member) ? INNER_ORDER_MEMBERS[member] : null;
  return wrong ?? (members ? unknown(inner, members, `${root}.${member}`) : null);
}
