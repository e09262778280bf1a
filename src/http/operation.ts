import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../domain/keys/scopes';
import type { AppEnv } from './env';
import { jsonBody, optionalJsonBody } from './middleware/json-body';
import { requireKey } from './middleware/require-key';
import { Problem } from './problem';
import { validationError } from './validation-error';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const COMMON_RESPONSES = {
  400: problem('The body is not JSON, or two different keys were given'),
  401: problem('The API key is missing or unknown'),
  403: problem('The API key lacks the scope'),
  413: problem('The body is over 256 KiB'),
  415: problem('The body is not application/json'),
  422: problem('The input is not valid; `errors` says where'),
  429: problem('Too many calls with this key; try again after `Retry-After`'),
};

const ACCOUNT_MOVING_RESPONSE = {
  503: problem('The account is being moved to another database; try again after `Retry-After`'),
};

/** A JSON body under a schema, as every operation that has one declares it; without `required` an empty one would pass. */
export const jsonRequestBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** The same for an action that can do without a body. */
export const optionalJsonRequestBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: false,
  content: { 'application/json': { schema } },
});

/** A JSON answer under a schema. */
export const jsonResponse = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The six documented operations stand first in the reference. */
const DOCUMENTED_OPERATION = /^\/v1\/(create|get)[A-Z]/;

const tagOf = (path: string): string => (DOCUMENTED_OPERATION.test(path) ? 'operations' : (path.split('/')[2] ?? ''));

/** `GET /v1/stores` is `listStores`, `GET /v1/stores/{id}` is `getStoresById`; the six have their own names. */
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

/** What every operation has in the document: its name and where it stands. */
export const operationMetadata = (method: string, path: string) => ({
  operationId: operationIdOf(method, path),
  tags: [path.startsWith('/admin') ? 'admin' : tagOf(path)],
});

/** The schema of a body that was declared by one of the two functions above. */
const schemaOf = ({ content }: { content: object }): z.ZodType =>
  (content as ReturnType<typeof jsonRequestBody>['content'])['application/json'].schema;

const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'The same key and body within 24 h get the first answer again' }),
});

/**
 * Declares an operation that needs a key with a scope; its body, if it has one, is checked as strict JSON first. One that
 * `creates` takes an Idempotency-Key.
 */
export function operation<
  // The literal is what the client's type is made of.
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
  // What a handler may answer is what its operation declares; the common refusals are thrown.
  return createRoute(declared as Omit<Config, 'scope' | 'creates'> & { middleware: MiddlewareHandler<AppEnv>[] });
}

/** An app of routes whose refusals are all of the contract's form. */
export const newApi = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error, result.target);
    },
  });

export { problem, z };
