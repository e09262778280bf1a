import type { Context } from 'hono';
import type { AppEnv } from '../../http/request/app-env';

/** Cloudflare Access adds it to requests that passed it; the cookie of the same content is not read. */
export const accessAssertion = (c: Context<AppEnv>) => c.req.header('cf-access-jwt-assertion');
