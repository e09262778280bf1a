import { ask } from './ask.ts';

export type Operation = {
  method: string;
  path: string;
  /** Null for the operations of whoever deploys. */
  scope: string | null;
  query: string[];
  creates: boolean;
  /** Null where the operation has no body. */
  body: { required: boolean; members: Record<string, any>; strict: boolean } | null;
};
export type Api = { operations: Operation[]; scopes: string[]; paths: string[] };

/** The members that any of a schema's forms has; `strict` where one form at most takes others. */
function membersOf(schema: any, schemas: any): { members: Record<string, any>; strict: boolean } {
  if (schema.$ref) return membersOf(schemas[schema.$ref.split('/').pop()], schemas);
  const forms: any[] = schema.oneOf ?? schema.anyOf ?? [];
  const inner = forms.map((form) => membersOf(form, schemas));
  const members = Object.assign({}, ...inner.map((form) => form.members), schema.properties);
  return {
    members,
    strict: schema.additionalProperties === false || (inner.length > 0 && inner.every((form) => form.strict)),
  };
}

/** Every operation of the Worker's own document, so that a new route is attacked as well. */
export async function readApi(url: string): Promise<Api> {
  const { json } = await ask(`${url}/openapi.json`);
  const operations = Object.entries<any>(json.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]): Operation => {
      const parameters: { in: string; name: string }[] = operation.parameters ?? [];
      const schema = operation.requestBody?.content['application/json'].schema;
      return {
        method: method.toUpperCase(),
        path,
        scope: /Scope: `([^`]+)`/.exec(operation.description ?? '')?.[1] ?? null,
        query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        creates: parameters.some(({ name }) => name === 'idempotency-key'),
        body: schema
          ? { required: operation.requestBody.required === true, ...membersOf(schema, json.components.schemas) }
          : null,
      };
    }),
  );
  const scopes = [...new Set([...operations.flatMap(({ scope }) => scope ?? []), 'webhook:shopify'])];
  return { operations, scopes, paths: Object.keys(json.paths) };
}

/** The path of an operation with one value in all its places. */
export const fill = (path: string, value = 'x'): string => path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));

/** Whether a path is one of a pattern's: `/v1/pushes/recover` is also a push that is called so. */
export const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
