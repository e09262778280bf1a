import type { View } from '../view/view';

/** Returns a phone number as a page shows it: a viewer sees only its last three digits. */
export const displayPhone = ({ role }: Pick<View, 'role'>, phone: string): string =>
  role === 'viewer' ? phone.replaceAll(/\d(?=(?:\D*\d){3})/g, '•') : phone;
