import { hc } from 'hono/client';
import type { ApiRoutes } from './http/api-routes';

/** `fetch` replaces the platform's fetch. */
export type ClientOptions = { url: string; apiKey: string; fetch?: typeof fetch };

/**
 * Creates a client of the API. Its paths, inputs and responses are typed by the routes of the Worker:
 * `await client.v1.getRequest.$get({ query: { request_id } })`.
 */
export const aisac = ({ url, apiKey, fetch }: ClientOptions) =>
  hc<ApiRoutes>(url, { headers: { 'x-api-key': apiKey }, ...(fetch ? { fetch } : {}) });

/** The client, for the signature of a function that takes one. */
export type Client = ReturnType<typeof aisac>;
