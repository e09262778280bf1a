import type { Child } from 'hono/jsx';
import { withoutBidiControls } from '../format/without-bidi-controls';
import { FormToken } from '../forms/form-token';
import { TroubleStrip } from '../troubles/trouble-strip';
import type { View } from '../view/view';
import { Document } from './document';
import { LanguageSwitch } from './language-switch';
import { layoutTexts } from './layout-texts';
import { Logo } from './logo';
import { type ConversationNews, countText, Navigation, type NavSection, writeScopeOf } from './navigation';

const titleWith = (news: ConversationNews | undefined, title: string): string =>
  news && news.waiting > 0 ? `(${countText(news.waiting)}) ${title}` : title;

/**
 * The layout of a page behind the sign-in; `navSection` is its navigation entry. Without `news`, the script of the page reads
 * how many conversations wait. `fillsScreen`: the page uses the whole screen, and its title is for screen readers.
 */
export function PageLayout({
  view,
  title: given,
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
  news?: ConversationNews | undefined;
  fillsScreen?: boolean;
  script?: string | undefined;
  /** Whether the page says that nothing can be changed. */
  isReadOnlyNoted?: boolean;
  children: Child;
}) {
  const { language, account } = view;
  const t = layoutTexts[language];
  const changes = writeScopeOf(navSection);
  const title = withoutBidiControls(given);
  return (
    <Document language={language} title={titleWith(news, title)} fillsScreen={fillsScreen} script={script}>
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="top">
        <div class="bar">
          <p class="brand">
            <Logo />
            <a href="/account/profile/home">Aisac</a> <bdi>{account.name}</bdi>
          </p>
          <LanguageSwitch language={language} path={view.path} />
          {view.personName !== null && (
            <a class="own-page" href="/account/profile/people/me">
              <bdi>{view.personName}</bdi>
            </a>
          )}
          <form method="post" action="/account/profile/sign-out">
            <FormToken view={view} />
            <button class="plain">{t.signOut}</button>
          </form>
        </div>
        <Navigation view={view} current={navSection} news={news} />
      </header>
      <main id="content" tabindex={-1} class={fillsScreen ? 'fills-screen' : undefined}>
        <TroubleStrip view={view} />
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
