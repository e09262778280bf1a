import type { Child } from 'hono/jsx';
import { FormToken } from '../forms/form-token';
import type { View } from '../view/view';
import { Document } from './document';
import { LanguageSwitch } from './language-switch';
import { layoutTexts } from './layout-texts';
import { newsTag } from './news-tag';

/** The scopes to read and to change each section; null if nothing can be changed. */
const NAV_SECTIONS = [
  { id: 'setUp', path: '/account/profile', readScope: 'settings:read', writeScope: 'settings:write' },
  {
    id: 'conversations',
    path: '/account/profile/conversations',
    readScope: 'users:read',
    writeScope: 'messages:write',
  },
  { id: 'requests', path: '/account/profile/requests', readScope: 'requests:read', writeScope: 'requests:write' },
  { id: 'overview', path: '/account/profile/overview', readScope: 'requests:read', writeScope: null },
  { id: 'people', path: '/account/profile/people', readScope: 'settings:read', writeScope: 'people:write' },
] as const;
export type NavSection = (typeof NAV_SECTIONS)[number]['id'];

const MAX_COUNT = 99;
const countText = (count: number): string => (count > MAX_COUNT ? `${MAX_COUNT}+` : String(count));

const titleWith = (news: ConversationNews | undefined, title: string): string =>
  news && news.waiting > 0 ? `(${countText(news.waiting)}) ${title}` : title;

/** Makes profile.js poll for changes of conversations. */
const newsAttributes = (news: ConversationNews | undefined): Record<string, string> => ({
  'data-news': '/account/profile/conversations/news',
  ...(news ? { 'data-news-tag': newsTag(news.seq) } : {}),
});

/** How many conversations wait for a person, and the number of the last change of any, from which the page polls. */
export type ConversationNews = { waiting: number; seq: number };

/**
 * The layout of a page behind the sign-in; `navSection` is its navigation entry. Without `news`, the script of the page reads
 * how many conversations wait. `fillsScreen`: the page uses the whole screen, and its title is for screen readers.
 */
export function PageLayout({
  view,
  title,
  navSection,
  news,
  fillsScreen = false,
  script,
  isReadOnlyNoted = true,
  children,
}: {
  view: View;
  title: string;
  navSection: NavSection;
  news?: ConversationNews;
  fillsScreen?: boolean;
  script?: string | undefined;
  /** Whether the page says that nothing can be changed. */
  isReadOnlyNoted?: boolean;
  children: Child;
}) {
  const { language, account } = view;
  const t = layoutTexts[language];
  const changes = NAV_SECTIONS.find(({ id }) => id === navSection)?.writeScope ?? null;
  return (
    <Document language={language} title={titleWith(news, title)} fillsScreen={fillsScreen} script={script}>
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="top">
        <div class="bar">
          <p class="brand">
            Aisac <bdi>{account.name}</bdi>
          </p>
          <LanguageSwitch language={language} path={view.path} />
          {view.personName !== null && (
            <a href="/account/profile/people/me">
              <bdi>{view.personName}</bdi>
            </a>
          )}
          <form method="post" action="/account/profile/sign-out">
            <FormToken view={view} />
            <button class="quiet">{t.signOut}</button>
          </form>
        </div>
        <nav aria-label={t.sections}>
          {NAV_SECTIONS.filter(({ readScope: reads }) => view.may(reads)).map(({ id, path }) => (
            <a
              href={path}
              aria-current={id === navSection ? 'page' : undefined}
              {...(id === 'conversations' ? newsAttributes(news) : {})}
            >
              {t[id]}
              {id === 'conversations' && (
                <span class="count" hidden={!news || news.waiting === 0}>
                  {countText(news?.waiting ?? 0)}
                </span>
              )}
            </a>
          ))}
          <a href="/docs">{t.reference}</a>
        </nav>
      </header>
      <main id="content" tabindex={-1} class={fillsScreen ? 'fills-screen' : undefined}>
        <h1 class={fillsScreen ? 'visually-hidden' : undefined}>{title}</h1>
        {view.isMoving && <p class="notice warn">{t.moving}</p>}
        {isReadOnlyNoted && !view.isMoving && changes !== null && !view.may(changes) && (
          <p class="notice">{view.role === null ? t.readOnly : t.readOnlyRole}</p>
        )}
        {children}
      </main>
      <p id="said" class="visually-hidden" role="status" />
    </Document>
  );
}
