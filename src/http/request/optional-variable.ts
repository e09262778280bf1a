import type { Context } from 'hono';
import type { AppEnv } from './app-env';

type Variables = AppEnv['Variables'];

/** Returns a variable of the request; undefined where the middleware that sets it has not run. */
export const optionalVariable = <Name extends keyof Variables>(
  c: Context<AppEnv>,
  name: Name,
): Variables[Name] | undefined => c.get(name);
