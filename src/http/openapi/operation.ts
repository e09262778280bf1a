import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../../domain/keys/scopes';
import { validationError } from '../errors/validation-error';
import { jsonBody, optionalJsonBody } from '../middleware/json-body';
import { requireKey } from '../middleware/require-key';
import type { AppEnv } from '../request/app-env';
import { type jsonRequestBody, problem } from './declarations';

const COMMON_RESPONSES = {
  400: problem('The body is not valid JSON, or the call has two different API keys'),
  401: problem('The API key is missing or unknown'),
  403: problem('The API key lacks the scope'),
  413: problem('The body is larger than 256 KiB'),
  415: problem('The content type is not application/json'),
  422: problem('The input is not valid; `errors` lists what is wrong'),
  429: problem('Too many calls with this key; try again after `Retry-After`'),
};

const ACCOUNT_MOVING_RESPONSE = {
  503: problem('The account is being moved to another database; try again after `Retry-After`'),
};

/** The reference lists these six operations first. */
const DOCUMENTED_OPERATION = /^\/v1\/(create|get)[A-Z]/;

const tagOf = (path: string): string => (DOCUMENTED_OPERATION.test(path) ? 'operations' : (path.split('/')[2] ?? ''));

/** `GET /v1/stores` is `listStores`, `GET /v1/stores/{id}` is `getStoresById`; the six main operations are named by their paths. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/(v1\/)?/, '')
    .split('/')
    .map((word) => (word.startsWith('{') ? `by_${word.slice(1, -1)}` : word))
    .join('_');
  const name = words.replaceAll(/[_.]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (DOCUMENTED_OPERATION.test(path)) return method === 'post' && name.startsWith('get') ? `${name}ByPost` : name;
  const verb = method === 'get' && path.endsWith('s') ? 'list' : method;
  return `${verb}${name[0]?.toUpperCase()}${name.slice(1)}`;
}

/** Returns the id and the tag of an operation. */
export const operationMetadata = (method: string, path: string) => ({
  operationId: operationIdOf(method, path),
  tags: [path.startsWith('/admin') ? 'admin' : tagOf(path)],
});

/** Returns the schema of a body that was declared by `jsonRequestBody` or `optionalJsonRequestBody`. */
const schemaOf = ({ content }: { content: object }): z.ZodType =>
  (content as ReturnType<typeof jsonRequestBody>['content'])['application/json'].schema;

const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'A call with the same key and body gets the first response again for 24 hours' }),
});

/**
 * Declares an operation for API keys with `scope`. A body is parsed as strict JSON before its schema validates it. With
 * `creates`, the operation accepts an Idempotency-Key.
 */
export function operation<
  // The type of the client is derived from this literal.
  // oxlint-disable-next-line no-unnecessary-type-parameters
  Path extends string,
  Config extends Omit<RouteConfig, 'path'> & { path: Path; scope: Scope; creates?: boolean },
>(config: Config) {
  const { scope, creates, ...route } = config;
  const middleware: MiddlewareHandler<AppEnv>[] = [requireKey(scope)];
  if (route.request?.body) {
    const schema = schemaOf(route.request.body);
    middleware.push(route.request.body.required === false ? optionalJsonBody(schema) : jsonBody(schema));
  }
  const declared: RouteConfig = {
    ...route,
    ...operationMetadata(route.method, route.path),
    description: `Scope: \`${scope}\``,
    request: creates ? { ...route.request, headers: IdempotencyHeader } : route.request,
    security: [{ api_key: [] }, { x_api_key: [] }, { bearer: [] }],
    middleware,
    responses: {
      ...COMMON_RESPONSES,
      ...(scope.endsWith(':write') ? ACCOUNT_MOVING_RESPONSE : {}),
      ...route.responses,
    },
  };
  // A handler returns only what its own operation declares: the common errors are thrown.
  return createRoute(declared as Omit<Config, 'scope' | 'creates'> & { middleware: MiddlewareHandler<AppEnv>[] });
}

/** Creates an app that returns validation errors as problem responses. */
export const newApi = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error, result.target);
    },
  });

export { z };
