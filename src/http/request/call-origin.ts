import type { Context } from 'hono';

const MAX_USER_AGENT = 300;

/** Returns the address and the program that a call comes from, for the audit log. */
export const callOriginOf = (c: Context) => ({
  location: c.req.header('cf-connecting-ip') ?? null,
  userAgent: c.req.header('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
});
