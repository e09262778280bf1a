/** The roles of people, from the one that may do everything to the one that only reads. */
export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
