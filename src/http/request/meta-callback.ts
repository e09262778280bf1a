import type { Context } from 'hono';
import type { Callback } from '../../domain/channels/set-up/set-webhook';
import type { AppEnv } from './app-env';

/** Returns the address and the verify token of this deployment's webhook for Meta, by the address of the call. */
export const metaCallback = (c: Context<AppEnv>): Callback => ({
  url: `${new URL(c.req.url).origin}/webhook/facebook/`,
  verifyToken: c.get('settings').META_VERIFY_TOKEN,
});
