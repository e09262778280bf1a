import { ask } from '../local/api.ts';

export type Operation = {
  method: string;
  path: string;
  /** Null for the operations of the admin token. */
  scope: string | null;
  query: string[];
  /** The names of the members of a JSON body; null without one. */
  members: string[] | null;
};
export type Api = { operations: Operation[] };

/** Returns the members of any variant of a schema. */
function membersOf(schema: any, schemas: any): string[] {
  if (schema.$ref) return membersOf(schemas[schema.$ref.split('/').pop()], schemas);
  const variants: any[] = schema.oneOf ?? schema.anyOf ?? [];
  return [...variants.flatMap((variant) => membersOf(variant, schemas)), ...Object.keys(schema.properties ?? {})];
}

/** Reads every operation from the Worker's own OpenAPI document, so that a new route is attacked too. */
export async function readApi(url: string): Promise<Api> {
  const { json } = await ask(`${url}/openapi.json`);
  const operations = Object.entries<any>(json.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]): Operation => {
      const parameters: { in: string; name: string }[] = operation.parameters ?? [];
      // A file is no JSON: those bodies are attacked as bytes.
      const schema = operation.requestBody?.content['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        scope: /Scope: `([^`]+)`/.exec(operation.description ?? '')?.[1] ?? null,
        query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        members: schema ? membersOf(schema, json.components.schemas) : null,
      };
    }),
  );
  return { operations };
}

/** Fills all parameters of a path with one value. */
export const fill = (path: string, value = 'x'): string => path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));
