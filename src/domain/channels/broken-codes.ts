/**
 * Meta's codes that need a person (protocols.md, section 4): the token or its permissions (0, 3, 10, 190, 200 to 299),
 * the account locked or restricted (368, 131031), no means of payment (131042), the number not registered (131045,
 * 133010). Whatever is sent by the number would fail the same way.
 */
const BREAKING_CODES = new Set([0, 3, 10, 190, 368, 131031, 131042, 131045, 133010]);

export const breaksChannel = (code: unknown): boolean =>
  typeof code === 'number' && (BREAKING_CODES.has(code) || (code >= 200 && code <= 299));
