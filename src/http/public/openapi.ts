import { Hono } from 'hono';
import { apiRoutes } from '../api-routes';
import { openApiDocument } from '../openapi/document';
import type { AppEnv } from '../request/app-env';

/** Serves the OpenAPI document. */
export const openApiPage = new Hono<AppEnv>();
openApiPage.get('/openapi.json', (c) => c.json(openApiDocument(apiRoutes)));
