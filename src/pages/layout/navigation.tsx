import type { Scope } from '../../domain/keys/scopes';
import { Icon, type IconName } from '../components/icon';
import type { View } from '../view/view';
import { AccountLinks } from './account-links';
import { layoutTexts } from './layout-texts';
import { newsTag } from './news-tag';

type Section = {
  id: keyof (typeof layoutTexts)['en']['section'];
  path: string;
  icon: IconName;
  readScope: Scope;
  /** The scope to change what the section shows; null if nothing can be changed. */
  writeScope: Scope | null;
};

/** The sections of the page, by a merchant's words. The first four are always in sight, also on a phone. */
const MAIN: Section[] = [
  { id: 'home', path: '/home', icon: 'house', readScope: 'requests:read', writeScope: null },
  {
    id: 'conversations',
    path: '/conversations',
    icon: 'message-circle',
    readScope: 'users:read',
    writeScope: 'messages:write',
  },
  { id: 'requests', path: '/requests', icon: 'shopping-bag', readScope: 'requests:read', writeScope: 'requests:write' },
  { id: 'shipments', path: '/shipments', icon: 'truck', readScope: 'requests:read', writeScope: null },
];
const OTHERS: Section[] = [
  { id: 'flows', path: '/flows', icon: 'workflow', readScope: 'settings:read', writeScope: 'settings:write' },
  { id: 'setUp', path: '', icon: 'plug', readScope: 'settings:read', writeScope: 'settings:write' },
  { id: 'people', path: '/people', icon: 'users', readScope: 'settings:read', writeScope: 'people:write' },
  { id: 'developers', path: '/developers', icon: 'code-xml', readScope: 'settings:read', writeScope: 'settings:write' },
];
export type NavSection = Section['id'];

/** Returns the scope to change what a section shows; null if nothing can be changed. */
export const writeScopeOf = (section: NavSection): Scope | null =>
  [...MAIN, ...OTHERS].find(({ id }) => id === section)?.writeScope ?? null;

const MAX_COUNT = 99;
export const countText = (count: number): string => (count > MAX_COUNT ? `${MAX_COUNT}+` : String(count));

/** How many conversations wait for a person, and the number of the last change of any, from which the page polls. */
export type ConversationNews = { waiting: number; seq: number };

/** Makes profile.js poll for changes of conversations. */
const newsAttributes = (news: ConversationNews | undefined): Record<string, string> => ({
  'data-news': '/account/profile/conversations/news',
  ...(news ? { 'data-news-tag': newsTag(news.seq) } : {}),
});

/** The navigation: beside the page on a wide screen; below it on a phone, with what does not fit under "More". */
export function Navigation({
  view,
  current,
  news,
}: {
  view: View;
  current: NavSection | null;
  news: ConversationNews | undefined;
}) {
  const t = layoutTexts[view.language];
  const link = ({ id, path, icon }: Section) => (
    <a
      href={`/account/profile${path}`}
      aria-current={id === current ? 'page' : undefined}
      {...(id === 'conversations' ? newsAttributes(news) : {})}
    >
      <Icon name={icon} />
      <span class="label">{t.section[id]}</span>
      {id === 'conversations' && (
        <span class="count" hidden={!news || news.waiting === 0}>
          {countText(news?.waiting ?? 0)}
        </span>
      )}
    </a>
  );
  const shown = (sections: Section[]) => sections.filter(({ readScope }) => view.may(readScope)).map(link);
  return (
    <nav aria-label={t.sections}>
      {shown(MAIN)}
      <div class="nav-wide">{shown(OTHERS)}</div>
      <details class="nav-more">
        <summary>
          <Icon name="ellipsis" />
          {t.more}
        </summary>
        <div class="rest">
          {shown(OTHERS)}
          <div class="account">
            <AccountLinks view={view} />
          </div>
        </div>
      </details>
    </nav>
  );
}
