import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { AppEnv } from '../request/app-env';

/** `[build]` in wrangler.toml copies it from its npm package, so the page loads nothing from other hosts. */
const SCRIPT = '/scalar-1.46.4.js';
/** Disables everything that calls Scalar's servers: assistant, toolbar, telemetry, proxy and fonts. */
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

/** Serves the interactive API reference. */
export const docsPage = new Hono<AppEnv>().get('/docs', async (c) => {
  const nonce = crypto.randomUUID();
  // Scalar sets inline styles, so these must be allowed. Inline scripts need the nonce.
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
        <link rel="icon" href="/profile-icon.svg" type="image/svg+xml" />
        <link rel="preload" href="/openapi.json" as="fetch" crossorigin />
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
