import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import {
  LIST_ORDERS,
  linesPoints,
  MORE_LINES,
  orderPoints,
  READ_ORDER,
  SHIPMENTS_POINTS,
} from '../../src/domain/shopify/order-document';
import { FULFILLMENT_ORDER_POINTS, READ_FULFILLMENT_ORDER } from '../../src/domain/shopify/read-fulfillment-order';
import { buildStateQuery } from '../../src/domain/shopify/update/order-state';
import { parseOrderVariables } from '../../src/domain/shopify/update/order-variables';
import { pushPoints } from '../../src/domain/shopify/update/plan-push';
import { buildUpdateMutation, NO_STATE_FACTS } from '../../src/domain/shopify/update/update-mutation';
import { CUSTOMER_DATA, CUSTOMER_DATA_POINTS } from '../../src/domain/stores/check/check-customer-data';
import { INSTALLATION, INSTALLATION_POINTS } from '../../src/domain/stores/check/check-shopify';
import {
  CREATE_SUBSCRIPTION,
  DELETE_SUBSCRIPTION,
  LIST_SUBSCRIPTIONS,
  LIST_SUBSCRIPTIONS_POINTS,
  MUTATION_POINTS,
  UPDATE_SUBSCRIPTION,
} from '../../src/domain/stores/set-up/webhook-subscriptions';
import type { JsonObject } from '../../src/shared/json/json';
import { toOrderGid } from '../../src/shared/orders/shopify-order-id';

type Question = { document: string; variables: JsonObject; points: number };

/** Validates a document with Shopify's own schema, and returns its cost. */
async function validateDocument(question: Question): Promise<{ errors: string[]; cost: number }> {
  const body = JSON.stringify(question);
  return (await fetch(`${inject('standins').shopify}/_control/validate`, { method: 'POST', body })).json();
}

test('every query is valid by Shopify’s schema and costs the points that we reserve', async () => {
  const id = 'gid://shopify/Order/1';
  const questions: Question[] = [
    { document: INSTALLATION, variables: {}, points: INSTALLATION_POINTS },
    { document: CUSTOMER_DATA, variables: {}, points: CUSTOMER_DATA_POINTS },
    {
      document: LIST_ORDERS,
      variables: { query: '', first: 7, after: null, lines: 20 },
      points: 2 + 7 * orderPoints(20),
    },
    ...[true, false].map((shipments) => ({
      document: READ_ORDER,
      variables: { id, lines: 30, variables: 50, shipments },
      points: orderPoints(30) + 2 + 50 + (shipments ? SHIPMENTS_POINTS : 0),
    })),
    {
      document: READ_FULFILLMENT_ORDER,
      variables: { id: 'gid://shopify/FulfillmentOrder/1' },
      points: FULFILLMENT_ORDER_POINTS,
    },
    {
      document: LIST_SUBSCRIPTIONS,
      variables: { topics: ['ORDERS_CREATE'], after: null },
      points: LIST_SUBSCRIPTIONS_POINTS,
    },
    ...[CREATE_SUBSCRIPTION, UPDATE_SUBSCRIPTION, DELETE_SUBSCRIPTION].map((document) => ({
      document,
      variables: { id: 'gid://shopify/WebhookSubscription/1', t: 'ORDERS_CREATE', s: { uri: 'https://a.example' } },
      points: MUTATION_POINTS,
    })),
    { document: MORE_LINES, variables: { id, lines: 100, after: 'x' }, points: 1 + linesPoints(100) },
  ];
  for (const question of questions) {
    expect(await validateDocument(question), question.document).toEqual({ errors: [], cost: question.points });
    expect(question.points).toBeLessThan(1_000);
  }
});

test('whatever a push writes, its document is valid by Shopify’s schema and costs the points that we reserve', async () => {
  const text = fc.string({ minLength: 1, maxLength: 20 });
  const variables = fc.record(
    {
      tags: fc.oneof(
        fc.array(fc.constantFrom('a', 'b')),
        fc.record({ add: fc.constant(['a']), remove: fc.constant(['b']) }),
      ),
      note: fc.option(text),
      custom_attributes: fc.dictionary(fc.constantFrom('k', 'l'), text),
      metafields: fc.array(
        fc.record({ namespace: fc.constant('shop'), key: fc.constant('key'), value: fc.jsonValue() }),
        {
          maxLength: 60,
        },
      ),
      shipping_address: fc.record({ name: text, country: fc.constantFrom('IT', 'Italia') }, { requiredKeys: [] }),
      email: fc.constant('a@example.com'),
      phone: text,
      cancel: fc.oneof(fc.boolean(), fc.record({ refund: fc.boolean(), reason: fc.constantFrom('fraud', 'STAFF') })),
      fulfillment: fc.oneof(fc.boolean(), fc.record({ tracking_number: text }, { requiredKeys: [] })),
      hold: fc.oneof(fc.boolean(), fc.record({ reason: fc.constantFrom('other', 'AWAITING_PAYMENT'), note: text })),
      release_hold: fc.boolean(),
      cod_confirmed: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      variables,
      fc.integer({ min: 0, max: 3 }),
      fc.boolean(),
      async (pushed, locations, isCancelled) => {
        // One push has at most one of these.
        const only = ['hold', 'release_hold', 'fulfillment'][locations % 3];
        const allowed = Object.entries(pushed).filter(
          ([name]) => name === only || !['hold', 'release_hold', 'fulfillment'].includes(name),
        );
        const read = parseOrderVariables(Object.fromEntries(allowed) as JsonObject);
        if (!read.ok) throw new Error(JSON.stringify(read.problems));
        const id = 'gid://shopify/Order/820982911946154508';
        const fulfillmentOrders = read.variables.fulfillment ? Array.from({ length: locations }, () => [id]) : [];
        const attributes = read.variables.custom_attributes ? [{ key: 'k', value: 'v' }] : null;
        const held = Array.from({ length: locations }, (_, i) => `gid://shopify/FulfillmentOrder/${i}`);
        const toRelease = held.map((one) => ({ id: one, holdIds: ['gid://shopify/FulfillmentHold/1'] }));
        const holds = { handle: 'aisac-1', toHold: held, toRelease };
        const questions = [
          buildStateQuery(id, read.variables),
          buildUpdateMutation(id, read.variables, { attributes, fulfillmentOrders, isCancelled, holds }),
        ];
        for (const question of questions) {
          if (!question) continue;
          expect(await validateDocument(question), question.document).toEqual({ errors: [], cost: question.points });
        }
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

test.each<[string, JsonObject]>([
  ['only writes', { tags: ['a'], note: 'n' }],
  ['keeps the other attributes', { custom_attributes: { k: 'v' }, tags: ['a'] }],
  ['fulfils the order', { fulfillment: { tracking_number: '1' } }],
  ['cancels the order', { cancel: true }],
  ['deletes a metafield', { weight: null }],
])('a push that %s reserves the points of its read and of its write', async (_, variables) => {
  const id = 'gid://shopify/Order/820982911946154508';
  const read = parseOrderVariables(variables);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const facts = {
    attributes: read.variables.custom_attributes ? [{ key: 'k', value: 'v' }] : null,
    fulfillmentOrders: read.variables.fulfillment ? [[id]] : [],
    isCancelled: false,
    holds: NO_STATE_FACTS.holds,
  };
  const documents = [buildStateQuery(id, read.variables), buildUpdateMutation(id, read.variables, facts)];
  let cost = 0;
  for (const document of documents) cost += document ? (await validateDocument(document)).cost : 0;
  expect(pushPoints({ objectType: 'order', objectId: id, variables })).toBe(cost);
});

test('an order is identified by its number or its gid, without losing a digit', () => {
  expect(toOrderGid('820982911946154508')).toBe('gid://shopify/Order/820982911946154508');
  expect(toOrderGid('gid://shopify/Order/820982911946154508')).toBe('gid://shopify/Order/820982911946154508');
  for (const other of [
    '',
    '#1001',
    '1e3',
    '-1',
    'gid://shopify/Customer/1',
    '1'.repeat(21),
    '１',
    'gid://shopify/Order/1?x',
  ]) {
    expect(toOrderGid(other), other).toBeNull();
  }
});
