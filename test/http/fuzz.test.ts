import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { allOperations, fillPath, type Operation } from '../support/openapi-operations';
import { newScene, type Scene } from '../support/scene';
import { type Answer, call } from '../support/tenant';

const document = (await call('GET', '/openapi.json')).body;
const operations = (await allOperations()).filter(({ scope }) => scope !== null);
/** Inputs of each operation. For more: `FUZZ_RUNS=100 npx vitest run test/http/fuzz.test.ts`. */
const RUNS = inject('fuzzRuns');

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', components: document.components });
const validators = new Map<string, ReturnType<Ajv2020['compile']>>();

/** Returns how a response violates its declared schema; null if it does not. */
function misfit({ id, responses }: Operation, { status, headers, body }: Answer): string | null {
  const declared = responses[status];
  if (!declared) return `${status} is not declared`;
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (!declared.content) return body === '' ? null : 'a body where none is declared';
  const schema = declared.content[type]?.schema;
  if (!schema) return `${type} is not declared for ${status}`;
  const key = `${id} ${status} ${type}`;
  const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  const validate = validators.get(key) ?? ajv.compile(JSON.parse(text));
  validators.set(key, validate);
  return validate(body) ? null : JSON.stringify(validate.errors);
}

const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);

/** Generates values of a JSON schema, and occasionally an invalid one. Supports what our document uses. */
function valuesOf(schema: any, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref) return valuesOf(document.components.schemas[schema.$ref.split('/').pop()], depth);
  const exact = (): fc.Arbitrary<unknown> => {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.const !== undefined) return fc.constant(schema.const);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return fc.oneof(...choices.map((one: any) => valuesOf(one, depth + 1)));
    if (schema.type === 'array') return fc.array(valuesOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
    if (schema.type === 'integer')
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 1_000) });
    if (schema.type === 'number')
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 100, noNaN: true });
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'string') {
      return fc.oneof(
        fc.constantFrom('flow', 'x', 'EUR', '59.90', '+393331234567', '{{ object.id }}', 'https://shop.example/x'),
        fc.string({ maxLength: 20 }),
      );
    }
    if (schema.type !== 'object' || depth > 4) return anything;
    const properties = Object.entries<any>(schema.properties ?? {});
    return fc.record(Object.fromEntries(properties.map(([name, one]) => [name, valuesOf(one, depth + 1)])), {
      requiredKeys: schema.required ?? [],
    });
  };
  return fc.oneof({ weight: 12, arbitrary: exact() }, { weight: 1, arbitrary: anything });
}

describe.each(operations)('$method $path', (operation: Operation) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene();
    await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  });

  test(
    'any input gets a response that matches its declared schema, and never a 5xx',
    async () => {
      const query = operation.parameters.filter((parameter) => parameter.in === 'query');
      const inputs = fc.record({
        body: operation.body ? valuesOf(operation.body.schema) : fc.constant(undefined),
        query: fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, valuesOf(schema)])), {
          requiredKeys: [],
        }),
        id: fc.oneof(
          fc.constantFrom(scene.storeId, scene.channelId, 'flow', scene.userKey),
          fc.string({ minLength: 1, maxLength: 30 }),
        ),
      });
      await fc.assert(
        fc.asyncProperty(inputs, async ({ body, query: parameters, id }) => {
          const search = new URLSearchParams();
          for (const [name, value] of Object.entries(parameters))
            search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
          // HTTP clients normalize a path segment of dots.
          if (/^\.+$/.test(id)) return;
          const path = fillPath(operation.path, { id, key: id, user_key: id });
          const answer = await scene.as(operation.method, `${path}?${search.toString()}`, body);
          expect(answer.status).toBeLessThan(500);
          if (answer.status === 404 && answer.body.code === 'not_found' && !operation.responses[404]) return;
          expect(misfit(operation, answer)).toBeNull();
        }),
        { numRuns: RUNS },
      );
    },
    60_000 + RUNS * 1_000,
  );
});
