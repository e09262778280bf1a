import { INNER_ORDER_MEMBERS, ORDER_MEMBERS } from '../../orders/order-members';
import { INNER_SHIPMENT_MEMBERS, SHIPMENT_MEMBERS } from '../../shipments/shipment-members';

/** The members that Liquid adds to any value. */
const LIQUID_MEMBERS = ['size', 'first', 'last'];

const checkMember = (member: string | undefined, members: string[], owner: string): string | null =>
  member === undefined || members.includes(member) || LIQUID_MEMBERS.includes(member)
    ? null
    : `There is no ${member} in ${owner}; it has ${members.join(', ')}`;

/** Returns an error message if a path does not exist in an object with these members, of which some are objects, else null. */
function unknownMemberOf(
  [root = '', member, inner]: string[],
  members: string[],
  innerMembers: Record<string, string[]>,
): string | null {
  const wrong = checkMember(member, members, root);
  const ofMember = member !== undefined && Object.hasOwn(innerMembers, member) ? innerMembers[member] : null;
  return wrong ?? (ofMember ? checkMember(inner, ofMember, `${root}.${member}`) : null);
}

/** Returns an error message if a path such as `["order", "totale"]` does not exist in an order, else null. */
export const unknownOrderMember = (path: string[]): string | null =>
  unknownMemberOf(path, ORDER_MEMBERS, INNER_ORDER_MEMBERS);

/** Returns an error message if a path such as `["shipment", "number"]` does not exist in a shipment, else null. */
export const unknownShipmentMember = (path: string[]): string | null =>
  unknownMemberOf(path, SHIPMENT_MEMBERS, INNER_SHIPMENT_MEMBERS);
