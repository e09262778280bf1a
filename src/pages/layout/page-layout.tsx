import type { Child } from 'hono/jsx';
import { Icon } from '../components/icon';
import { withoutBidiControls } from '../format/without-bidi-controls';
import { TroubleStrip } from '../troubles/trouble-strip';
import type { View } from '../view/view';
import { AccountLinks } from './account-links';
import { Document } from './document';
import { layoutTexts } from './layout-texts';
import { Logo } from './logo';
import { type ConversationNews, countText, Navigation, type NavSection, writeScopeOf } from './navigation';

const titleWith = (news: ConversationNews | undefined, title: string): string =>
  news && news.waiting > 0 ? `(${countText(news.waiting)}) ${title}` : title;

/** Where the page belongs: a list, or the page that it is a part of. */
type Back = { href: string; label: string };

/**
 * The layout of a page behind the sign-in; `navSection` is its navigation entry, `status` stands beside the title. Without `news`, the script of the page reads
 * how many conversations wait. `fillsScreen`: the page uses the whole screen, and its title is for screen readers.
 */
export function PageLayout({
  view,
  title: given,
  navSection,
  back,
  status,
  news,
  fillsScreen = false,
  script,
  isReadOnlyNoted = true,
  children,
}: {
  view: View;
  title: string;
  navSection: NavSection | null;
  back?: Back | undefined;
  status?: Child;
  news?: ConversationNews | undefined;
  fillsScreen?: boolean;
  script?: string | undefined;
  /** Whether the page says that nothing can be changed. */
  isReadOnlyNoted?: boolean;
  children: Child;
}) {
  const { language, account } = view;
  const t = layoutTexts[language];
  const changes = navSection && writeScopeOf(navSection);
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
          <AccountLinks view={view} />
        </div>
        <Navigation view={view} current={navSection} news={news} />
      </header>
      <main id="content" tabindex={-1} class={fillsScreen ? 'fills-screen' : undefined}>
        <TroubleStrip view={view} />
        {back && (
          <a class="back-link" href={back.href}>
            <Icon name="arrow-left" />
            {back.label}
          </a>
        )}
        <div class={fillsScreen ? 'visually-hidden' : 'title-line'}>
          <h1>{title}</h1>
          {status}
        </div>
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
