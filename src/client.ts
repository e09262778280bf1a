import { hc } from 'hono/client';
import type { App } from './app';

/** Whose key is used, and how calls go out; `fetch` can be given where the platform's own is not meant. */
export type ClientOptions = { url: string; apiKey: string; fetch?: typeof fetch };

/**
 * A client of the API whose paths, inputs and answers are typed by the very routes of the Worker:
 * `await client.v1.getRequest.$get({ query: { request_id } })`.
 */
export const aisac = ({ url, apiKey, fetch }: ClientOptions) =>
  hc<App>(url, { headers: { 'x-api-key': apiKey }, ...(fetch ? { fetch } : {}) });

/** The client, for the signature of a function that takes one. */
export type Client = ReturnType<typeof aisac>;
