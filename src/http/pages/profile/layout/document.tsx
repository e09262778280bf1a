import type { Child } from 'hono/jsx';
import type { Language } from './language';
import { LanguageContext } from './language-context';

/** A whole HTML page; its style and script are files of our own, so that the policy can forbid all that is inline. */
export const Document = ({ language, title, children }: { language: Language; title: string; children: Child }) => (
  <html lang={language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>{`${title} · Aisac`}</title>
      <link rel="icon" href="/profile-icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/profile.css" />
      <script src="/profile.js" defer />
    </head>
    <body>
      <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>
    </body>
  </html>
);
