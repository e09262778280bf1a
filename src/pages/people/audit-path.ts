/** The log of who changed what; people with the people page find it there. */
export const AUDIT_PATH = '/account/profile/people/activity';
