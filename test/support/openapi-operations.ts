import { call } from './tenant';

export type Operation = {
  id: string;
  method: string;
  path: string;
  scope: string | null;
  parameters: { name: string; in: 'query' | 'path' | 'header'; required?: boolean; schema: any }[];
  body: { schema: any; required: boolean } | null;
  responses: Record<string, any>;
};

/** Returns every operation of the OpenAPI document, so tests of all operations cover a new route. */
export async function allOperations(): Promise<Operation[]> {
  const { body } = await call('GET', '/openapi.json');
  return Object.entries<any>(body.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      scope: /Scope: `([^`]+)`/.exec(operation.description ?? '')?.[1] ?? null,
      parameters: operation.parameters ?? [],
      // A body that is not JSON has tests of its own.
      body: operation.requestBody?.content['application/json']
        ? {
            schema: operation.requestBody.content['application/json'].schema,
            required: operation.requestBody.required ?? false,
          }
        : null,
      responses: operation.responses,
    })),
  );
}

/** Fills in the parameters of a path. */
export const fillPath = (path: string, values: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'));
