import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../domain/keys/scopes';
import type { AppEnv } from './env';
import { jsonBody } from './middleware/json-body';
import { requireKey } from './middleware/require-key';
import { Problem } from './problem';
import { validationFailure } from './validation';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const COMMON = {
  400: problem('The body is not JSON, or two different keys were given'),
  401: problem('The API key is missing or unknown'),
  403: problem('The API key lacks the scope'),
  413: problem('The body is over 256 KiB'),
  415: problem('The body is not application/json'),
  422: problem('The input is not valid; `errors` says where'),
  429: problem('Too many calls with this key; try again after `Retry-After`'),
};

/** A JSON body under a schema, as every operation that has one declares it; without `required` an empty one would pass. */
export const jsonOf = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** A JSON answer under a schema. */
export const answers = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Declares an operation that needs a key with a scope; its body, if it has one, is checked as strict JSON first. */
export function operation<Config extends RouteConfig & { scope: Scope }>(config: Config) {
  const { scope, ...route } = config;
  const middleware: MiddlewareHandler<AppEnv>[] = [requireKey(scope)];
  if (route.request?.body) middleware.push(jsonBody);
  return createRoute({
    ...route,
    security: [{ api_key: [] }],
    middleware,
    responses: { ...COMMON, ...route.responses },
  });
}

/** An app of routes whose refusals are all of the contract's form. */
export const newApi = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationFailure(result.error, result.target);
    },
  });

export { problem, z };
