import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const FILE = join(import.meta.dirname, 'contracts/shopify_admin_2026-10_introspection.json.gz');

/** The scopes for each type and `Type.field`, of which one is sufficient. graphql-js drops them from the schema. */
export type Access = Map<string, string[]>;
export type AdminSchema = { schema: GraphQLSchema; access: Access };

/** Parses the scopes of "`read_orders` access scope or `…` access scope. Also: …". */
const scopesOf = (text: unknown): string[] =>
  typeof text === 'string'
    ? [...(text.split(' Also:')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, scope]) => scope ?? '')
    : [];

/** Reads Shopify's own schema of the Admin API, version 2026-10. */
export function readAdminSchema(): AdminSchema {
  const { data } = JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8'));
  const access: Access = new Map();
  const { __schema: declared } = data;
  for (const type of declared.types) {
    access.set(type.name, scopesOf(type.requiredAccess));
    for (const field of type.fields ?? []) access.set(`${type.name}.${field.name}`, scopesOf(field.requiredAccess));
  }
  // The schema omits that tags and metafields require the scope for writing their owner.
  for (const field of ['tagsAdd', 'tagsRemove', 'metafieldsSet', 'metafieldsDelete']) {
    access.set(`Mutation.${field}`, ['write_orders']);
  }
  return { schema: buildClientSchema(data, { assumeValid: true }), access };
}

/** Whether the scope is granted. A write scope includes reading. */
const grantsScope = (granted: string[], scope: string): boolean =>
  granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));

/** Returns the fields of a document that the granted scopes do not allow, with the required scopes. */
export function deniedFields(
  { schema, access }: AdminSchema,
  document: DocumentNode,
  granted: string[],
): { field: string; required: string[] }[] {
  const denied: { field: string; required: string[] }[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const own = access.get(`${types.getParentType()?.name}.${name.value}`) ?? [];
        const result = types.getType();
        const required = own.length > 0 ? own : ((result && access.get(getNamedType(result).name)) ?? []);
        if (required.length > 0 && !required.some((scope) => grantsScope(granted, scope))) {
          denied.push({ field: name.value, required });
          return false;
        }
        return undefined;
      },
    }),
  );
  return denied;
}
