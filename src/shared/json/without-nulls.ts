import type { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from './json';

type Schema = z.ZodType;
/** The parts of zod's internal schema definition that lead to the members of objects. */
type SchemaDef = {
  type: string;
  shape?: Record<string, Schema>;
  element?: Schema;
  valueType?: Schema;
  innerType?: Schema;
  in?: Schema;
  options?: Schema[];
  left?: Schema;
  right?: Schema;
};

const defOf = (schema: Schema): SchemaDef => schema.def;

/** Returns the schemas that a value may match, without wrappers; a union is replaced by its forms. */
function formsOf(schema: Schema): SchemaDef[] {
  const def = defOf(schema);
  if (def.type === 'pipe' && def.in) return formsOf(def.in);
  if (def.innerType) return formsOf(def.innerType);
  if (def.type === 'union') return (def.options ?? []).flatMap(formsOf);
  if (def.type === 'intersection') return [def.left, def.right].flatMap((side) => (side ? formsOf(side) : []));
  return [def];
}

const accepts = (schema: Schema, value: unknown): boolean => schema.safeParse(value).success;

/** Returns whether null means a missing value: the member is optional and does not accept null. */
const treatsNullAsAbsent = (schemas: Schema[]): boolean =>
  schemas.some((schema) => accepts(schema, undefined)) && !schemas.some((schema) => accepts(schema, null));

const isPrimitive = (value: JsonValue | undefined): boolean => value === null || typeof value !== 'object';

/** Returns the object forms with literal members (`kind`, `do`) that match the value, or all object forms if none does. */
function matchingForms(forms: SchemaDef[], value: JsonObject): SchemaDef[] {
  const objects = forms.filter(({ shape }) => shape !== undefined);
  const fit = objects.filter(({ shape }) =>
    Object.entries(shape ?? {}).every(
      ([name, member]) =>
        defOf(member).type !== 'literal' || (isPrimitive(value[name]) && accepts(member, value[name] ?? null)),
    ),
  );
  return fit.length > 0 ? fit : objects;
}

function cleanObject(forms: SchemaDef[], value: JsonObject): JsonObject {
  const shapes = matchingForms(forms, value).map(({ shape }) => shape ?? {});
  const values = forms.flatMap(({ valueType }) => (valueType ? formsOf(valueType) : []));
  const members = Object.entries(value);
  const kept = members.flatMap(([name, member]): [string, JsonValue][] => {
    const schemas = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name] as Schema] : []));
    if (member === null && treatsNullAsAbsent(schemas)) return [];
    return [[name, clean(schemas.length > 0 ? schemas.flatMap(formsOf) : values, member)]];
  });
  const isSame = kept.length === members.length && kept.every(([name, member]) => member === value[name]);
  return isSame ? value : Object.fromEntries(kept);
}

function clean(forms: SchemaDef[], value: JsonValue): JsonValue {
  if (!forms.some(({ shape, element, valueType }) => shape ?? element ?? valueType)) return value;
  if (Array.isArray(value)) {
    const elements = forms.flatMap(({ element }) => (element ? formsOf(element) : []));
    if (elements.length === 0) return value;
    const cleaned = value.map((item) => clean(elements, item));
    return cleaned.some((item, i) => item !== value[i]) ? cleaned : value;
  }
  return isJsonObject(value) ? cleanObject(forms, value) : value;
}

/**
 * Removes nulls from an input where a schema has an optional member that does not accept null: many systems write null for
 * missing values. Returns the same value if there are none.
 */
export const withoutNulls = (schema: z.ZodType, value: JsonValue): JsonValue => clean(formsOf(schema), value);
