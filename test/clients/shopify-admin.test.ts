import { expect, test } from 'vitest';
import { makeShopifyClient } from '../../src/clients/shopify-admin';

const ask = async (text: string) => {
  const client = makeShopifyClient({
    safeFetch: async () => ({
      ok: true,
      status: 200,
      headers: new Headers(),
      body: new Uint8Array(new TextEncoder().encode(text)),
      durationMs: 1,
    }),
    now: () => 0,
    adminUrl: 'https://{store}.myshopify.com',
    apiVersion: '2026-10',
  });
  return client.graphql({ storeName: 'shop', token: 't', document: 'query { shop { id } }', variables: {} });
};

test('lone surrogates and NUL in a response are repaired, and a large number keeps its digits', async () => {
  const answer = String.raw`{"data":{"order":{"note":"grazie \ud83d","name":"a\u0000b","number":820982911946154508}}}`;
  expect(await ask(answer)).toMatchObject({
    kind: 'data',
    data: { order: { note: 'grazie \ufffd', name: 'ab', number: '820982911946154508' } },
  });
});

test('a response that is not JSON is not_json', async () => {
  expect(await ask('{"data":')).toMatchObject({ kind: 'failed', code: 'not_json' });
});
