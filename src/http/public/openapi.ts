import { Hono } from 'hono';
import { apiRoutes } from '../api-routes';
import type { AppEnv } from '../app-env';
import { openApiDocument } from '../openapi/document';

/** Serves the OpenAPI document. */
export const openApiPage = new Hono<AppEnv>();
openApiPage.get('/openapi.json', (c) => c.json(openApiDocument(apiRoutes)));
