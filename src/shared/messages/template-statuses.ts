/** Meta's statuses of a template that can be sent. */
export const SENDABLE_TEMPLATE_STATUSES: readonly string[] = ['APPROVED', 'FLAGGED', 'REINSTATED'];
/** Meta's statuses of a template that it still reviews. */
export const PENDING_TEMPLATE_STATUSES: readonly string[] = ['PENDING', 'IN_APPEAL'];
/** Meta's statuses of a template that cannot be sent, until Meta or the merchant changes that. */
export const STOPPED_TEMPLATE_STATUSES: readonly string[] = [
  'PAUSED',
  'DISABLED',
  'REJECTED',
  'PENDING_DELETION',
  'DELETED',
  'ARCHIVED',
  'LOCKED',
];
