import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Language } from '../../shared/text/language';
import { LanguageContext } from '../language/language-context';
import { conversationsStyle, pageStyle } from '../styles/page-style';

/**
 * A complete HTML page. The style is inline, so that the first response renders; the CSP allows only this style. `fillsScreen`:
 * the style and the script of the conversations.
 */
export const Document = ({
  language,
  title,
  fillsScreen = false,
  script,
  children,
}: {
  language: Language;
  title: string;
  fillsScreen?: boolean;
  /** The address of a script of this page only. */
  script?: string | undefined;
  children: Child;
}) => (
  <html lang={language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>{`${title} · Aisac`}</title>
      <link rel="icon" href="/profile-icon.svg" type="image/svg+xml" />
      <style>{raw(pageStyle)}</style>
      {fillsScreen && <style>{raw(conversationsStyle)}</style>}
      <script src="/profile.js" defer />
      {script !== undefined && <script src={script} defer />}
      {fillsScreen && <script src="/conversations.js" type="module" />}
    </head>
    <body>
      <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>
    </body>
  </html>
);
