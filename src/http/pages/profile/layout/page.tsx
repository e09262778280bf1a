import type { Child } from 'hono/jsx';
import { Document } from './document';
import { FormToken } from './form-token';
import { SwitchLanguage } from './switch-language';
import { layoutTexts } from './texts';
import type { View } from './view';

/** The scopes that one needs to look at a place, and to change something there; null where nothing can be changed. */
const PLACES = [
  { id: 'setUp', path: '/account/profile', reads: 'settings:read', changes: 'settings:write' },
  { id: 'requests', path: '/account/profile/requests', reads: 'requests:read', changes: 'requests:write' },
  { id: 'overview', path: '/account/profile/overview', reads: 'requests:read', changes: null },
] as const;
export type Place = (typeof PLACES)[number]['id'];

/** A page of who has signed in: `place` is where it belongs in the navigation. */
export function Page({ view, title, place, children }: { view: View; title: string; place: Place; children: Child }) {
  const { language, account } = view;
  const t = layoutTexts[language];
  const changes = PLACES.find(({ id }) => id === place)?.changes ?? null;
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
          <SwitchLanguage language={language} path={view.path} />
          <form method="post" action="/account/profile/sign-out">
            <FormToken view={view} />
            <button class="quiet">{t.signOut}</button>
          </form>
        </div>
        <nav aria-label={t.sections}>
          {PLACES.filter(({ reads }) => view.may(reads)).map(({ id, path }) => (
            <a href={path} aria-current={id === place ? 'page' : undefined}>
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
