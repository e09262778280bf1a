/**
 * Meta's error codes that every message of the channel would get until a person acts: invalid token or missing permissions
 * (0, 3, 10, 190, 200 to 299), account locked or restricted (368, 131031), no payment method (131042), number not registered
 * (131045, 133010).
 */
const BREAKING_CODES = new Set([0, 3, 10, 190, 368, 131031, 131042, 131045, 133010]);

/** Whether one of Meta's error codes concerns every message of the channel. */
export const breaksChannel = (code: unknown): boolean =>
  typeof code === 'number' && (BREAKING_CODES.has(code) || (code >= 200 && code <= 299));
