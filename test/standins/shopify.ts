import type { ServerResponse } from 'node:http';
import {
  type DocumentNode,
  execute,
  getOperationAST,
  isEnumType,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type Behaviour, nextBehaviour, playBehaviour } from './behaviour.ts';
import { type Call, matchPath, type Reply, type Standin, type StandinOptions, startServer } from './server.ts';
import { newBucket } from './shopify-bucket.ts';
import { actualCost, requestedCost } from './shopify-cost.ts';
import { newOrder, type ShopOrder } from './shopify-orders.ts';
import { deniedFields, readAdminSchema } from './shopify-schema.ts';
import { newShopState, rootValueOf, type ShopState, shopifyInstant } from './shopify-shop-state.ts';

const MAX_QUERY_COST = 1_000;

const graphqlError = (message: string, code: string, more: object = {}) => ({ message, extensions: { code }, ...more });

/** Sets all members with these names to null. Returns an error for each, as Shopify does. */
function nullifyMembers(
  value: unknown,
  { names, code }: { names: string[]; code: string },
  path: (string | number)[] = [],
): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const members = value as Record<string, unknown>;
  return Object.keys(members).flatMap((name) => {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (!names.includes(name)) return nullifyMembers(members[name], { names, code }, at);
    members[name] = null;
    const message = `This app is not approved to use the ${name} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`;
    return [graphqlError(message, code, { path: at })];
  });
}

/**
 * Starts Shopify's Admin API for any number of shops. It executes Shopify's own schema and enforces scopes, costs and the
 * bucket of points. `PUT /_control/shopify/<store>` configures a shop; `GET` of the same path returns its state and calls.
 */
export async function startShopify(options: StandinOptions = {}): Promise<Standin> {
  const admin = readAdminSchema();
  const { schema } = admin;
  const shops = new Map<string, ShopState>();

  async function run(
    store: string,
    shop: ShopState,
    text: string,
    without?: { names: string[]; code: string },
  ): Promise<Reply> {
    const { query, variables = {} } = JSON.parse(text);
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return { json: { errors: [graphqlError(String(error), 'PARSE_FAILURE')] } };
    }
    const invalid = validate(schema, document, specifiedRules);
    if (invalid.length > 0) {
      return { json: { errors: invalid.map(({ message }) => graphqlError(message, 'undefinedField')) } };
    }
    const now = Date.now();
    const requested = requestedCost(schema, document, variables);
    if (requested > MAX_QUERY_COST) {
      const message = `Query cost is ${requested}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).`;
      return {
        json: {
          errors: [
            graphqlError(message, 'MAX_COST_EXCEEDED', {
              extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: MAX_QUERY_COST },
            }),
          ],
        },
      };
    }
    const isThrottled = shop.behaviour[0] && 'throttled' in shop.behaviour[0];
    if (isThrottled) nextBehaviour(shop.behaviour);
    if (isThrottled || !shop.bucket.take(requested, now)) {
      shop.throttled += 1;
      const cost = { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: shop.bucket.status(now) };
      return { json: { errors: [graphqlError('Throttled', 'THROTTLED')], extensions: { cost } } };
    }
    const denied = deniedFields(admin, document, shop.scopes)[0];
    if (denied) {
      shop.bucket.refund(requested);
      const required = denied.required.map((scope) => `\`${scope}\` access scope`).join(' or ');
      const message = `Access denied for ${denied.field} field. Required access: ${required}.`;
      const extensions = { code: 'ACCESS_DENIED', requiredAccess: `${required}.` };
      return {
        json: { data: null, errors: [graphqlError(message, 'ACCESS_DENIED', { extensions, path: [denied.field] })] },
      };
    }
    const { data, errors } = await execute({
      schema,
      document,
      rootValue: rootValueOf(store, shop, schema),
      variableValues: variables,
    });
    if (data === undefined) {
      shop.bucket.refund(requested);
      return { json: { errors: (errors ?? []).map(({ message }) => graphqlError(message, 'INVALID_VARIABLE')) } };
    }
    const unapproved = nullifyMembers(data, without ?? { names: shop.unapproved, code: 'ACCESS_DENIED' });
    const isMutation = getOperationAST(document)?.operation === OperationTypeNode.MUTATION;
    const actual = isMutation ? requested : Math.min(actualCost(data) - 1, requested);
    shop.bucket.refund(requested - actual);
    const throttleStatus = shop.bucket.status(now);
    shop.calls.push({ at: now, query, variables, cost: { ...throttleStatus, requested, actual } });
    const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus };
    const all = [...(errors ?? []), ...unapproved];
    return { json: { ...(all.length > 0 ? { errors: all } : {}), data: data ?? null, extensions: { cost } } };
  }

  function isToken(shop: ShopState, token: string): boolean {
    return token === shop.token || (shop.granted.get(token) ?? 0) > Date.now();
  }

  async function graphql(store: string, call: Call, response: ServerResponse): Promise<Reply | undefined> {
    const shop = shops.get(store);
    if (!shop) return { status: 404, json: { errors: 'Not Found' } };
    const first = shop.behaviour[0];
    const behaviour = first && !('throttled' in first) ? nextBehaviour(shop.behaviour) : undefined;
    if (behaviour && 'answer_lost' in behaviour) {
      await run(store, shop, call.body);
      response.socket?.destroy();
      return undefined;
    }
    const isPart = behaviour !== undefined && 'without' in behaviour;
    if (behaviour && 'error' in behaviour)
      return { json: { errors: [graphqlError(behaviour.error.message, behaviour.error.code)] } };
    if (behaviour && !isPart && !('pass' in behaviour)) return playBehaviour(behaviour as Behaviour, response);
    if (!isToken(shop, String(call.headers['x-shopify-access-token'] ?? ''))) {
      const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
      return { status: 401, json: { errors } };
    }
    return run(store, shop, call.body, isPart ? behaviour.without : undefined);
  }

  /** Handles the client credentials grant. Earlier tokens stay valid until they expire. */
  function grant(store: string, { body, headers }: Call, response: ServerResponse): Reply | undefined {
    const shop = shops.get(store);
    if (!shop) return { status: 404, json: { errors: 'Not Found' } };
    const behaviour = nextBehaviour(shop.tokenBehaviour);
    if (behaviour) return playBehaviour(behaviour, response);
    const isForm = /x-www-form-urlencoded/.test(headers['content-type'] ?? '');
    const input = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    if (input.grant_type !== 'client_credentials') return { status: 400, json: { error: 'unsupported_grant_type' } };
    if (shop.clients[input.client_id] !== input.client_secret || !input.client_secret) {
      return { status: 401, json: { error: 'invalid_client', error_description: 'Client authentication failed' } };
    }
    const token = `shpat_${crypto.randomUUID().replaceAll('-', '')}`;
    shop.granted.set(token, Date.now() + shop.tokenSeconds * 1_000);
    shop.grants += 1;
    return { json: { access_token: token, scope: shop.scopes.join(','), expires_in: shop.tokenSeconds } };
  }

  function configure(store: string, settings: any): void {
    const shop = shops.get(store) ?? newShopState();
    shops.set(store, shop);
    const { orders, bucket, revoke_tokens, ...rest } = settings;
    Object.assign(shop, rest);
    if (bucket) shop.bucket = newBucket(bucket.maximum, bucket.restore_rate, Date.now());
    if (revoke_tokens) shop.granted.clear();
    for (const [id, order] of Object.entries<Partial<ShopOrder>>(orders ?? {})) {
      const gid = `gid://shopify/Order/${id}`;
      const existing = shop.orders.get(gid);
      shop.orders.set(gid, existing ? { ...existing, ...order } : newOrder(id, order, shopifyInstant()));
    }
  }

  return startServer((call, response) => {
    const { method, path, body } = call;
    const post = method === 'POST';
    const api = matchPath('/:store/admin/api/:version/graphql.json', path);
    if (api && post) return graphql(api.store ?? '', call, response);
    const oauth = matchPath('/:store/admin/oauth/access_token', path);
    if (oauth && post) return grant(oauth.store ?? '', call, response);

    if (path === '/_control/validate' && post) {
      const { document: text, variables = {} } = JSON.parse(body);
      const document = parse(text);
      const errors = validate(schema, document).map(({ message }) => message);
      return { json: { errors, cost: requestedCost(schema, document, variables) } };
    }
    const listed = matchPath('/_control/enum/:name', path);
    if (listed) {
      const type = schema.getType(listed.name ?? '');
      return { json: isEnumType(type) ? type.getValues().map(({ name }) => name) : [] };
    }
    const control = matchPath('/_control/shopify/:store', path);
    if (control && method === 'PUT') {
      configure(control.store ?? '', JSON.parse(body));
      return { json: { ok: true } };
    }
    if (control) {
      const shop = shops.get(control.store ?? '');
      if (!shop) return { status: 404, json: {} };
      const { orders, calls, throttled, grants, webhooks } = shop;
      return { json: { orders: Object.fromEntries(orders), calls, throttled, grants, webhooks } };
    }
    return { status: 404, json: { errors: 'Not Found' } };
  }, options);
}
