import type { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from './json';

type Schema = z.ZodType;
/** zod's own description of a schema, of which this reads what leads to the members of objects. */
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

/** The schemas by which a value may be read: what only wraps one is taken off, a union is each of its forms. */
function formsOf(schema: Schema): SchemaDef[] {
  const def = defOf(schema);
  if (def.type === 'pipe' && def.in) return formsOf(def.in);
  if (def.innerType) return formsOf(def.innerType);
  if (def.type === 'union') return (def.options ?? []).flatMap(formsOf);
  if (def.type === 'intersection') return [def.left, def.right].flatMap((side) => (side ? formsOf(side) : []));
  return [def];
}

const accepts = (schema: Schema, value: unknown): boolean => schema.safeParse(value).success;

/** Whether null stands for no value: the member may be left out, and null is none of its values. */
const treatsNullAsAbsent = (schemas: Schema[]): boolean =>
  schemas.some((schema) => accepts(schema, undefined)) && !schemas.some((schema) => accepts(schema, null));

const isPrimitive = (value: JsonValue | undefined): boolean => value === null || typeof value !== 'object';

/** Of the forms of an object, those whose fixed members (`kind`, `do`) are as they are given; all where none are. */
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
 * Takes a null out of an input wherever a schema has an optional member there that gives null no meaning of its own: many
 * systems write null for what they do not have. Gives the very value where there is none.
 */
export const withoutNulls = (schema: z.ZodType, value: JsonValue): JsonValue => clean(formsOf(schema), value);
