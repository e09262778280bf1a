import { match, type Standin, type StandinOptions, startServer } from './server.ts';

/** Shopify's Admin API as far as its address and key go: it keeps what it is asked and answers that nothing is scripted. */
export async function startShopify(options: StandinOptions = {}): Promise<Standin> {
  const calls: { at: number; store: string; body: unknown }[] = [];
  return startServer(({ method, path, headers, body }) => {
    if (path === '/_control/calls') return { json: calls };
    const graphql = match('/:store/admin/api/:version/graphql.json', path);
    if (!graphql || method !== 'POST') return { status: 404, json: { errors: 'Not Found' } };
    if (!headers['x-shopify-access-token'])
      return { status: 401, json: { errors: '[API] Invalid API key or access token' } };
    calls.push({ at: Date.now(), store: graphql.store ?? '', body: JSON.parse(body) });
    return { json: { data: null, errors: [{ message: 'not scripted' }] } };
  }, options);
}
