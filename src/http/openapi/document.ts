import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../app-env';

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

/** Returns the OpenAPI 3.1 document, which is generated once for each isolate from the schemas that validate. */
export function openApiDocument(app: OpenAPIHono<AppEnv>): Document {
  if (document) return document;
  registerSecurity(app);
  document = app.getOpenAPI31Document({
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
      { name: 'events', description: 'Warnings, and webhooks from Meta and Shopify' },
      { name: 'users', description: 'Customers and the data stored about them' },
      { name: 'flows', description: 'Definitions of what happens to a request' },
      { name: 'stores', description: "The merchant's stores: Shopify, or a custom store with its own endpoints" },
      { name: 'channels', description: 'WhatsApp numbers' },
      { name: 'keys', description: 'API keys' },
      { name: 'account', description: 'Settings of the account' },
      { name: 'admin', description: 'Administration of the deployment' },
    ],
  });
  return document;
}
