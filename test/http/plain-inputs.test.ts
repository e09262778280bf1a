import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { withoutNulls } from '../../src/shared/json/without-nulls';
import { toIssues } from '../../src/shared/validation/zod-issues';
import { newScene } from '../support/scene';
import { newTenant } from '../support/tenant';

const MANY = Array.from({ length: 41 }, (_, i) => `choice ${i}`);

describe('the message of an issue says what is wanted', () => {
  const messageOf = (schema: z.ZodType, value: unknown): string | undefined => {
    const { error } = schema.safeParse(value);
    return error && toIssues(error.issues)[0]?.message;
  };
  test.each<[string, z.ZodType, unknown, string]>([
    ['no string', z.string(), 1, 'This must be a string'],
    ['no number', z.number(), 'x', 'This must be a number'],
    ['not a number', z.coerce.number(), 'x', 'This must be a number'],
    ['no whole number', z.number().int(), 1.5, 'This must be a whole number'],
    ['no boolean', z.boolean(), 'true', 'This must be true or false'],
    ['no object', z.strictObject({}), [], 'This must be an object'],
    ['no record', z.record(z.string(), z.string()), 'x', 'This must be an object'],
    ['no list', z.array(z.string()), {}, 'This must be a list'],
    ['null', z.string(), null, 'This must be a string'],
    ['what is missing', z.strictObject({ a: z.string() }), {}, 'This is missing; it must be a string'],
    [
      'a choice that is missing',
      z.strictObject({ a: z.enum(['x', 'y']) }),
      {},
      'This is missing; it must be one of "x", "y"',
    ],
    ['none of the choices', z.enum(['x', 'y']), 'z', 'This must be one of "x", "y"'],
    ['another value', z.literal('POST'), 'GET', 'This must be "POST"'],
    ['an empty text', z.string().min(1), '', 'This must not be empty'],
    ['a short text', z.string().min(3), 'x', 'This must have at least 3 characters'],
    ['a long text', z.string().max(3), 'xxxx', 'This must have at most 3 characters'],
    ['a text of another length', z.string().length(3), 'x', 'This must have exactly 3 characters'],
    ['an empty list', z.array(z.string()).min(1), [], 'This must not be empty'],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'This must have at most 1 item'],
    ['a small number', z.number().min(1), 0, 'This must be at least 1'],
    ['a number at its bound', z.number().gt(1), 1, 'This must be more than 1'],
    ['a large number', z.number().max(9), 10, 'This must be at most 9'],
    ['a number at its upper bound', z.number().lt(9), 9, 'This must be less than 9'],
    ['no multiple', z.number().multipleOf(5), 3, 'This must be a multiple of 5'],
    ['a wrong form', z.string().regex(/^a$/), 'b', 'This has an invalid format'],
    ['a wrong form that is named', z.string().regex(/^a$/, 'an a'), 'b', 'Give an a'],
    ['no e-mail address', z.email(), 'x', 'This must be an e-mail address'],
    ['no URL', z.url(), 'x', 'This must be a URL'],
    ['another beginning', z.string().startsWith('a'), 'b', 'This must start with "a"'],
    ['another end', z.string().endsWith('a'), 'b', 'This must end with "a"'],
    ['what is not in it', z.string().includes('a'), 'b', 'This must contain "a"'],
    ['none of two types', z.union([z.string(), z.number()]), true, 'This must be a string or a number'],
    ['a wrong name', z.record(z.string().max(1), z.string()), { ab: 'x' }, 'This has an invalid name'],
    ['none of very many choices', z.enum(MANY), 'z', 'This is not an allowed value'],
    ['an unnamed type', z.symbol(), 'z', 'This has the wrong type'],
    ['an unnamed type that is missing', z.strictObject({ a: z.symbol() }), {}, 'This is missing'],
    [
      'a form that is missing',
      z.strictObject({ a: z.union([z.strictObject({}), z.literal(MANY)]) }),
      {},
      'This is missing',
    ],
    ['an unknown member', z.strictObject({}), { a: 1 }, 'Unknown member: correct its name or remove it'],
    [
      'another kind',
      z.discriminatedUnion('k', [z.strictObject({ k: z.literal('a') }), z.strictObject({ k: z.literal('b') })]),
      { k: 'c' },
      'This must be one of "a", "b"',
    ],
    ['what a rule refuses', z.string().refine(() => false), 'x', 'This is not valid'],
  ])('for %s', (_, schema, value, message) => {
    expect(messageOf(schema, value)).toBe(message);
  });

  test('in API responses', async () => {
    const { as } = await newTenant();
    const { body } = await as('POST', '/v1/createOrder', { order_id: 1, currency: 7, total: 5, items: {} });
    expect(body.errors).toEqual([
      { path: '/order_id', code: 'invalid_type', message: 'This must be a string' },
      { path: '/currency', code: 'invalid_type', message: 'This must be a string' },
      { path: '/total', code: 'invalid_type', message: 'This must be a string' },
      { path: '/items', code: 'invalid_type', message: 'This must be a list' },
    ]);
    const answers = await Promise.all([
      as('GET', '/v1/getRequests?limit=x&status=y&order=z'),
      as('POST', '/v1/stores', { kind: 'other' }),
      as('POST', '/v1/stores', {}),
      as('POST', '/v1/createRequest', []),
      as('PUT', '/v1/flows/x', { name: 1, steps: [{ do: 'nothing' }, { id: 2, do: 'end' }] }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).not.toMatch(
        /Invalid (input|option|string|number)|expected|received|Too (big|small)/,
      );
    }
  });
});

describe('null', () => {
  const schema = z.strictObject({
    needed: z.string(),
    optional: z.string().optional(),
    usual: z.number().default(1),
    nullable: z.string().nullable().optional(),
    any: z.record(z.string(), z.unknown()).optional(),
    nested: z.strictObject({ optional: z.string().optional() }).optional(),
    list: z.array(z.strictObject({ optional: z.string().optional(), needed: z.string() })).default([]),
  });
  test.each([
    [{ optional: null }, {}],
    [{ usual: null, list: null, nested: null, any: null }, {}],
    [{ needed: null }, { needed: null }],
    [{ nullable: null }, { nullable: null }],
    [{ any: { a: null } }, { any: { a: null } }],
    [{ nested: { optional: null } }, { nested: {} }],
    [{ list: [{ optional: null, needed: null }, null] }, { list: [{ needed: null }, null] }],
    [{ unknown: null }, { unknown: null }],
    [null, null],
    [[null], [null]],
  ])('%j becomes %j', (given, read) => {
    expect(withoutNulls(schema, given as never)).toEqual(read);
  });

  test('an input without null is returned as it is', () => {
    const given = { needed: 'x', list: [{ needed: 'y' }] };
    expect(withoutNulls(schema, given)).toBe(given);
  });

  test('in a union, the members of the matching form decide', () => {
    const union = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a'), x: z.string().optional() }),
      z.strictObject({ kind: z.literal('b'), x: z.string().nullable() }),
    ]);
    expect(withoutNulls(union, { kind: 'a', x: null })).toEqual({ kind: 'a' });
    expect(withoutNulls(union, { kind: 'b', x: null })).toEqual({ kind: 'b', x: null });
  });

  test('counts as absent in every body', async () => {
    const scene = await newScene();
    const end = { id: 'done', do: 'end', outcome: 'ok' };
    const statuses = await Promise.all(
      [
        [
          'PUT',
          '/v1/flows/nulls',
          { name: 'Nulls', channel: null, send_window: null, trigger: { on: 'api', when: null }, steps: [end] },
        ],
        [
          'POST',
          '/v1/stores',
          { name: 'Negozio', kind: 'custom', secret: null, get_object: null, update_object: null, rate: null },
        ],
        ['POST', '/v1/keys', { name: 'Chiave', scopes: null, expires_at: null }],
        ['PATCH', `/v1/channels/${scene.channelId}`, { name: 'Numero', access_token: null, app_secret: null }],
        ['PATCH', '/v1/account', { name: 'Negozio', time_zone: null, price_list: null }],
        ['POST', '/v1/getRequests', { flow: null, status: null, limit: null, cursor: null, order: null }],
      ].map(async ([method, path, body]) => [path, (await scene.as(method as string, path as string, body)).status]),
    );
    expect(statuses.map(([path, status]) => [path, status === 200 || status === 201])).toEqual(
      statuses.map(([path]) => [path, true]),
    );
    const request = { flow: 'nulls', user_key: 'cust-1', id_store: scene.storeId, object: null, variables: null };
    const { status, body } = await scene.as('POST', '/v1/createRequest', request);
    expect([status, body.object, body.variables]).toEqual([201, null, {}]);
  });

  test('still removes a member in a merge patch', async () => {
    const scene = await newScene();
    const { body } = await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { update_object: null });
    expect(body.update_object).toBeNull();
  });
});

test('a byte order mark before a body is skipped', async () => {
  const { as } = await newTenant();
  const body = `\ufeff${JSON.stringify({ order_id: '1', currency: 'EUR', total: '1', items: [{ quantity: 1 }] })}`;
  await as('POST', '/v1/stores', `\ufeff${JSON.stringify({ name: 'Negozio', kind: 'custom' })}`);
  const { status, body: answer } = await as('POST', '/v1/createOrder', body);
  expect([status, answer.order_id]).toEqual([201, '1']);
  expect((await as('POST', '/v1/getRequests', '\ufeff{}')).status).toBe(200);
  expect((await as('POST', '/v1/getRequests', '\ufeff\ufeff{}')).body.code).toBe('invalid_json');
});
