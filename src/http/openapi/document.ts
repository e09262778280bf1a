import type { OpenAPIHono } from '@hono/zod-openapi';
import { eventExample, eventSchema } from '../../domain/outbox/event-schema';
import { EVENT_TYPE_NAMES } from '../../domain/outbox/event-types';
import { EVENT_CATALOGUE } from '../../shared/events/event-catalogue';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/json';
import type { AppEnv } from '../request/app-env';

const DESCRIPTION = `Customer service and shipping on autopilot for e-commerce merchants.

Timestamps are RFC 3339 with milliseconds, in the account's time zone (by default Europe/Rome). Amounts of money are
decimal strings. Errors are \`application/problem+json\` (RFC 9457); \`errors[].path\` is a JSON Pointer into the body, or
\`?name\` for a parameter.`;

type Document = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;
let document: Document | undefined;

function registerSecurity(app: OpenAPIHono<AppEnv>): void {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent('securitySchemes', 'api_key', { type: 'apiKey', in: 'query', name: 'api_key' });
  registry.registerComponent('securitySchemes', 'x_api_key', { type: 'apiKey', in: 'header', name: 'X-Api-Key' });
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'admin_token', { type: 'http', scheme: 'bearer' });
}

/** Documents each type of event as a webhook of the account's subscriptions. */
function registerWebhooks({ openAPIRegistry: registry }: OpenAPIHono<AppEnv>): void {
  for (const type of EVENT_TYPE_NAMES) {
    registry.registerWebhook({
      method: 'post',
      path: type,
      operationId: `on${type.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
      summary: EVENT_CATALOGUE[type].description,
      tags: ['subscriptions'],
      // The receiver checks the signature.
      security: [],
      request: {
        body: {
          required: true,
          content: { 'application/json': { schema: eventSchema(type), example: eventExample(type) } },
        },
      },
      responses: { 200: { description: 'Any 2xx says that the event was received' } },
    });
  }
}

/**
 * Gives every schema a type that allows the same values: `{}` is `true` for further properties, and a union has the types of its
 * members. The API reference reports a schema without one as invalid.
 */
function withTypes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withTypes);
  if (!isJsonObject(value)) return value;
  const typed = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTypes(member)]));
  const { additionalProperties: further, anyOf, oneOf = anyOf, type } = typed;
  if (isJsonObject(further) && Object.keys(further).length === 0) typed.additionalProperties = true;
  const types = Array.isArray(oneOf) ? oneOf.map((member) => (isJsonObject(member) ? member.type : undefined)) : [];
  if (type !== undefined || types.length === 0 || types.includes(undefined)) return typed;
  const distinct = [...new Set(types.flat() as string[])];
  const union = { type: distinct.length === 1 ? (distinct[0] as string) : distinct, ...typed };
  if (typed.oneOf === undefined || !distinct.includes('null')) return union;
  // The type and a member of `oneOf` must not both accept null; with `anyOf` they may.
  const { oneOf: members, ...rest } = union as JsonObject;
  return { ...rest, anyOf: members ?? [] };
}

/** Returns the OpenAPI 3.1 document, which is generated once for each isolate from the schemas that validate. */
export function openApiDocument(app: OpenAPIHono<AppEnv>): Document {
  if (document) return document;
  registerSecurity(app);
  registerWebhooks(app);
  const generated = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Aisac',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'Proprietary', url: 'https://docs.example/license' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'operations', description: 'The six main operations' },
      { name: 'requests', description: 'Flow runs: each request is one run of a flow for a customer' },
      { name: 'orders', description: 'Orders from Shopify and from the API' },
      { name: 'pushes', description: "Updates that are sent to the merchant's store" },
      { name: 'messages', description: 'WhatsApp messages to and from customers' },
      { name: 'conversations', description: 'Who answers a customer, and what a person or a system writes to them' },
      { name: 'media', description: 'Files to send' },
      { name: 'subscriptions', description: 'Endpoints that events are sent to' },
      { name: 'event_types', description: 'The types of events' },
      { name: 'events', description: 'What has happened in the account, to poll' },
      { name: 'inbound_events', description: 'Warnings, and webhooks from Meta, Shopify and shipping platforms' },
      { name: 'users', description: 'Customers and the data stored about them' },
      { name: 'flows', description: 'Definitions of what happens to a request' },
      { name: 'stores', description: "The merchant's stores: Shopify, or a custom store with its own endpoints" },
      { name: 'channels', description: 'WhatsApp numbers' },
      { name: 'keys', description: 'API keys' },
      { name: 'account', description: 'Settings of the account' },
      { name: 'admin', description: 'Administration of the deployment' },
    ],
  });
  document = withTypes(generated as unknown as JsonObject) as unknown as Document;
  return document;
}
