import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../shared/json/json';
import { parseLenientJson } from '../shared/json/parse-json';
import { SHOPIFY_STORE_NAME } from '../shared/orders/shopify-store-name';
import type { SafeFetch } from './safe-fetch';

/** A push is at most a read and a write, and its consumer may take 20 s. */
const TIMEOUT_MS = 10_000;
const TOKEN_TIMEOUT_MS = 5_000;
/** A page of orders with all line items has a few hundred KiB. */
const MAX_RESPONSE_BYTES = 4_194_304;
const MAX_TOKEN_RESPONSE_BYTES = 16_384;
const USER_AGENT = 'aisac/1 (+https://docs.example/)';

/** The bucket of query cost points as Shopify stated it, and the times of the call by our clock. */
export type ShopifyThrottleStatus = {
  startedAt: number;
  answeredAt: number;
  maximum: number;
  available: number;
  restoreRate: number;
};

/** `path` points to the member of the data that is null because of the error; empty if Shopify names none. */
export type ShopifyGraphqlError = { message: string; code: string | null; path: (string | number)[] };

export type ShopifyResult = { points: ShopifyThrottleStatus | null; durationMs: number } & (
  | { kind: 'data'; data: JsonObject }
  /** Nothing was executed: the bucket had too few points. */
  | { kind: 'throttled'; waitMs: number }
  /** GraphQL errors: nothing was executed, or only a part. `data` is the partial result, if any. */
  | { kind: 'refused'; errors: ShopifyGraphqlError[]; data: JsonObject | null }
  | { kind: 'http'; status: number; retryAfter: string | null; text: string }
  /** It is unknown whether the call was executed. */
  | { kind: 'failed'; code: string }
);

export type TokenGrantResult =
  | { kind: 'granted'; token: string; lifetimeMs: number }
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; code: string };

const Cost = z.looseObject({
  requestedQueryCost: z.number().nonnegative(),
  throttleStatus: z.looseObject({
    maximumAvailable: z.number().positive(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});
const GraphqlResponse = z.looseObject({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.looseObject({
        message: z.string().catch(''),
        path: z.array(z.union([z.string(), z.number()])).catch([]),
        extensions: z.looseObject({ code: z.string().optional() }).optional().catch(undefined),
      }),
    )
    .optional(),
  extensions: z
    .looseObject({ cost: Cost.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const TokenResponse = z.looseObject({ access_token: z.string().min(1).max(1_000), expires_in: z.number().positive() });

const MAX_STORED_CHARACTERS = 1_024;
/** Also used if Shopify does not state the cost. */
const MIN_THROTTLE_WAIT_MS = 1_000;

function throttleWaitMs(cost: z.infer<typeof Cost> | undefined): number {
  if (!cost) return MIN_THROTTLE_WAIT_MS;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return Math.max(
    Math.ceil(((cost.requestedQueryCost - currentlyAvailable) / restoreRate) * 1_000),
    MIN_THROTTLE_WAIT_MS,
  );
}

/** Parses a response with status 200: top-level errors first, then the data. `userErrors` in the data are left to the caller. */
function parseResponse(text: string) {
  const parsed = parseLenientJson(text);
  const response = parsed.ok ? GraphqlResponse.safeParse(parsed.value) : null;
  if (!response?.success) return { kind: 'failed', code: 'not_json', cost: undefined } as const;
  const { data, errors = [], extensions } = response.data;
  const cost = extensions?.cost;
  const reported = errors.map(({ message, path, extensions: more }) => ({ message, path, code: more?.code ?? null }));
  if (reported.some(({ code }) => code === 'THROTTLED'))
    return { kind: 'throttled', waitMs: throttleWaitMs(cost), cost } as const;
  if (reported.length > 0) {
    return { kind: 'refused', errors: reported, data: isJsonObject(data) ? data : null, cost } as const;
  }
  return isJsonObject(data)
    ? ({ kind: 'data', data, cost } as const)
    : ({ kind: 'failed', code: 'not_json', cost } as const);
}

/**
 * Creates the client of Shopify's Admin GraphQL API. It does not retry: the callers know which calls may be repeated. It
 * returns errors of Shopify instead of throwing. `adminUrl` contains `{store}`.
 */
export const makeShopifyClient = (deps: {
  safeFetch: SafeFetch;
  now(): number;
  adminUrl: string;
  apiVersion: string;
}) => {
  const baseOf = (storeName: string): string | null =>
    SHOPIFY_STORE_NAME.test(storeName) ? deps.adminUrl.replace('{store}', storeName) : null;

  return {
    /** Returns the version of the API that is called. */
    version: async (): Promise<string> => deps.apiVersion,

    async graphql(input: {
      storeName: string;
      token: string;
      document: string;
      variables: JsonObject;
    }): Promise<ShopifyResult> {
      const base = baseOf(input.storeName);
      if (base === null) return { kind: 'failed', code: 'url_refused', points: null, durationMs: 0 };
      const startedAt = deps.now();
      const answer = await deps.safeFetch(
        {
          url: `${base}/admin/api/${deps.apiVersion}/graphql.json`,
          method: 'POST',
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            'user-agent': USER_AGENT,
            'x-shopify-access-token': input.token,
          },
          body: JSON.stringify({ query: input.document, variables: input.variables }),
          timeoutMs: TIMEOUT_MS,
        },
        MAX_RESPONSE_BYTES,
      );
      const { durationMs } = answer;
      const received = answer.ok ? answer : answer.partial;
      const text = new TextDecoder().decode(received?.body);
      if (received && received.status !== 200) {
        const retryAfter = received.headers.get('retry-after');
        const excerpt = text.slice(0, MAX_STORED_CHARACTERS);
        return { kind: 'http', status: received.status, retryAfter, text: excerpt, points: null, durationMs };
      }
      if (!answer.ok) return { kind: 'failed', code: answer.code, points: null, durationMs };
      const { cost, ...result } = parseResponse(text);
      const points = cost && {
        startedAt,
        answeredAt: deps.now(),
        maximum: cost.throttleStatus.maximumAvailable,
        available: cost.throttleStatus.currentlyAvailable,
        restoreRate: cost.throttleStatus.restoreRate,
      };
      return { ...result, points: points ?? null, durationMs };
    },

    /** Gets an access token with the client credentials grant. Earlier tokens stay valid until they expire. */
    async grantToken(input: { storeName: string; clientId: string; clientSecret: string }): Promise<TokenGrantResult> {
      const base = baseOf(input.storeName);
      if (base === null) return { kind: 'failed', code: 'url_refused' };
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: input.clientId,
        client_secret: input.clientSecret,
      });
      const answer = await deps.safeFetch(
        {
          url: `${base}/admin/oauth/access_token`,
          method: 'POST',
          headers: {
            accept: 'application/json',
            'content-type': 'application/x-www-form-urlencoded',
            'user-agent': USER_AGENT,
          },
          body: form.toString(),
          timeoutMs: TOKEN_TIMEOUT_MS,
        },
        MAX_TOKEN_RESPONSE_BYTES,
      );
      const status = answer.ok ? answer.status : answer.partial?.status;
      if (status === 400 || status === 401 || status === 403) return { kind: 'refused', status };
      if (status !== undefined && status !== 200) return { kind: 'failed', code: `http_${status}` };
      if (!answer.ok) return { kind: 'failed', code: answer.code };
      const parsed = parseLenientJson(new TextDecoder().decode(answer.body));
      const granted = TokenResponse.safeParse(parsed.ok ? parsed.value : null);
      return granted.success
        ? { kind: 'granted', token: granted.data.access_token, lifetimeMs: granted.data.expires_in * 1_000 }
        : { kind: 'failed', code: 'not_json' };
    },
  };
};

export type ShopifyClient = ReturnType<typeof makeShopifyClient>;
