import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './env';

const DESCRIPTION = `Customer service and shipping on autopilot for e-commerce merchants.

Instants are RFC 3339 with milliseconds in the account's time zone (Europe/Rome). Money is decimal strings. Errors are
\`application/problem+json\` (RFC 9457); \`errors[].path\` is a JSON Pointer into the body, or \`?name\` for a parameter.`;

type Document = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;
let document: Document | undefined;

/** Registers the ways to give a key. */
export function registerSecurity(app: OpenAPIHono<AppEnv>): void {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent('securitySchemes', 'api_key', { type: 'apiKey', in: 'query', name: 'api_key' });
  registry.registerComponent('securitySchemes', 'x_api_key', { type: 'apiKey', in: 'header', name: 'X-Api-Key' });
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'admin_token', { type: 'http', scheme: 'bearer' });
}

/** The OpenAPI 3.1 document, made once an isolate from the schemas that validate. */
export function openApiDocument(app: OpenAPIHono<AppEnv>): Document {
  document ??= app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Aisac',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'Proprietary', url: 'https://docs.example/license' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'operations', description: 'The six documented operations' },
      { name: 'requests', description: 'Runs of flows' },
      { name: 'orders', description: 'What has been taken in' },
      { name: 'pushes', description: "What was told to the merchant's side" },
      { name: 'messages', description: 'The conversation with a customer' },
      { name: 'users', description: 'What is held on a customer' },
      { name: 'flows', description: 'What happens to a request, as data' },
      { name: 'stores', description: "The merchant's side" },
      { name: 'channels', description: 'WhatsApp numbers' },
      { name: 'keys', description: 'API keys' },
      { name: 'account', description: 'Settings' },
      { name: 'admin', description: 'For whoever deploys' },
    ],
  });
  return document;
}
