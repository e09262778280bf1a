import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { AppEnv } from '../env';

/** Copied from its npm package by [build] in wrangler.toml: the page needs nothing from outside. */
const SCRIPT = '/scalar-1.46.4.js';
/** Nothing of the reference that would call its maker: no assistant, no toolbar, no telemetry, no proxy, no fonts. */
const OPTIONS = {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  authentication: { preferredSecurityScheme: 'x_api_key' },
};

/** The interactive reference of the API, from the Worker's own assets. */
export const docsPage = new Hono<AppEnv>().get('/docs', async (c) => {
  const nonce = crypto.randomUUID();
  // The reference sets styles of its own on elements it makes, so inline styles must pass; inline scripts must not.
  c.header(
    'content-security-policy',
    `default-src 'none'; script-src 'nonce-${nonce}' 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; ` +
      "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  c.header('referrer-policy', 'no-referrer');
  return c.html(html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Aisac API</title>
      </head>
      <body>
        <div id="app"></div>
        <script src="${SCRIPT}" nonce="${nonce}"></script>
        <script nonce="${nonce}">
          Scalar.createApiReference('#app', ${raw(JSON.stringify(OPTIONS))});
        </script>
      </body>
    </html>`);
});
