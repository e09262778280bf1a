import { INNER_ORDER_MEMBERS, ORDER_MEMBERS } from '../../orders/order-members';

/** The members that Liquid adds to any value. */
const LIQUID_MEMBERS = ['size', 'first', 'last'];

const checkMember = (member: string | undefined, members: string[], owner: string): string | null =>
  member === undefined || members.includes(member) || LIQUID_MEMBERS.includes(member)
    ? null
    : `There is no ${member} in ${owner}; it has ${members.join(', ')}`;

/** Returns an error message if a path such as `["order", "totale"]` does not exist in an order, else null. */
export function unknownOrderMember([root = '', member, inner]: string[]): string | null {
  const wrong = checkMember(member, ORDER_MEMBERS, root);
  const members =
    member !== undefined && Object.hasOwn(INNER_ORDER_MEMBERS, member) ? INNER_ORDER_MEMBERS[member] : null;
  return wrong ?? (members ? checkMember(inner, members, `${root}.${member}`) : null);
}
