import type { Child } from 'hono/jsx';
import { FormToken } from '../forms/form-token';
import type { View } from '../view/view';
import { Document } from './document';
import { LanguageSwitch } from './language-switch';
import { layoutTexts } from './layout-texts';

/** The scopes to read and to change each section; null if nothing can be changed. */
const NAV_SECTIONS = [
  { id: 'setUp', path: '/account/profile', readScope: 'settings:read', writeScope: 'settings:write' },
  { id: 'requests', path: '/account/profile/requests', readScope: 'requests:read', writeScope: 'requests:write' },
  { id: 'overview', path: '/account/profile/overview', readScope: 'requests:read', writeScope: null },
] as const;
export type NavSection = (typeof NAV_SECTIONS)[number]['id'];

/** The layout of a page behind the sign-in; `navSection` is its navigation entry. */
export function PageLayout({
  view,
  title,
  navSection,
  children,
}: {
  view: View;
  title: string;
  navSection: NavSection;
  children: Child;
}) {
  const { language, account } = view;
  const t = layoutTexts[language];
  const changes = NAV_SECTIONS.find(({ id }) => id === navSection)?.writeScope ?? null;
  return (
    <Document language={language} title={title}>
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="top">
        <div class="bar">
          <p class="brand">
            Aisac <bdi>{account.name}</bdi>
          </p>
          <LanguageSwitch language={language} path={view.path} />
          <form method="post" action="/account/profile/sign-out">
            <FormToken view={view} />
            <button class="quiet">{t.signOut}</button>
          </form>
        </div>
        <nav aria-label={t.sections}>
          {NAV_SECTIONS.filter(({ readScope: reads }) => view.may(reads)).map(({ id, path }) => (
            <a href={path} aria-current={id === navSection ? 'page' : undefined}>
              {t[id]}
            </a>
          ))}
          <a href="/docs">{t.reference}</a>
        </nav>
      </header>
      <main id="content" tabindex={-1}>
        <h1>{title}</h1>
        {view.isMoving && <p class="notice warn">{t.moving}</p>}
        {!view.isMoving && changes !== null && !view.may(changes) && <p class="notice">{t.readOnly}</p>}
        {children}
      </main>
      <p id="said" class="visually-hidden" role="status" />
    </Document>
  );
}
