import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppEnv } from '../../http/request/app-env';

/** Responds with a complete page. */
export const renderPage = (c: Context<AppEnv>, page: Child, status: ContentfulStatusCode = 200) =>
  c.html(html`<!doctype html>${page}`, status);
