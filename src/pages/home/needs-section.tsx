import type { Child } from 'hono/jsx';
import type { HomeRows } from '../../db/pages/home';
import { Icon, type IconName } from '../components/icon';
import { displayCarrier } from '../format/display-carrier';
import { displayPhone } from '../format/display-phone';
import { formatDuration } from '../format/format-duration';
import { formatTime } from '../format/format-time';
import { RelativeTime } from '../format/relative-time';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';

type Need = { href: string; title: Child; detail: Child; action: string };
type Group = { icon: IconName; title: string; needs: Need[]; count: number; all: string };

/** What needs a person, by kind, the most urgent first; only what the session may read. */
function groupsOf(view: View, rows: HomeRows, now: number): Group[] {
  const t = homeTexts[view.language];
  const base = '/account/profile';
  const waiting = rows.waiting.map(({ conversationId, name, userKey, waitingSince }) => ({
    href: `${base}/conversations/${conversationId}`,
    title: <bdi>{name ?? displayPhone(view, userKey)}</bdi>,
    detail: (
      <>
        {t.waitingFor}{' '}
        <time datetime={new Date(waitingSince ?? now).toISOString()} title={formatTime(view, waitingSince ?? now)}>
          {formatDuration(view.language, now - (waitingSince ?? now))}
        </time>
      </>
    ),
    action: t.reply,
  }));
  const held = rows.held.map(({ shipmentId, trackingNumber, carrier, heldUntil, orderNumber }) => ({
    href: `${base}/shipments/${shipmentId}`,
    title: (
      <>
        {orderNumber === null ? t.parcel : t.order} <bdi>{orderNumber ?? trackingNumber ?? ''}</bdi>
        {carrier && (
          <>
            {' · '}
            <bdi>{displayCarrier(carrier)}</bdi>
          </>
        )}
      </>
    ),
    detail: (
      <>
        {t.sentBack} <RelativeTime view={view} ms={heldUntil ?? now} now={now} />
      </>
    ),
    action: t.open,
  }));
  const groups: (Group | false)[] = [
    view.may('users:read') && {
      icon: 'message-circle',
      title: t.waiting,
      needs: waiting,
      count: rows.waitingCount[0]?.count ?? 0,
      all: `${base}/conversations`,
    },
    view.may('requests:read') && {
      icon: 'truck',
      title: t.held,
      needs: held,
      count: rows.held[0]?.count ?? 0,
      all: `${base}/shipments?show=held`,
    },
  ];
  return groups.filter((group): group is Group => group !== false && group.needs.length > 0);
}

/** `#needs`: what needs a person, each with its one action. The first action of the page is the primary one. */
export function NeedsSection({ view, rows, now }: { view: View; rows: HomeRows; now: number }) {
  const t = homeTexts[view.language];
  const groups = groupsOf(view, rows, now);
  return (
    <section id="needs" aria-labelledby="needs-title">
      <h2 id="needs-title">{t.needs}</h2>
      {groups.length === 0 && (
        <p class="all-well">
          <Icon name="circle-check" /> {t.nothing}
        </p>
      )}
      {groups.map(({ icon, title, needs, count, all }, place) => (
        <>
          <h3>
            <Icon name={icon} /> {title} <span class="pill">{count}</span>
          </h3>
          <ul class="needs">
            {needs.map(({ href, title: name, detail, action }, index) => (
              <li>
                <p>
                  <span class="name">{name}</span>
                  <span class="hint">{detail}</span>
                </p>
                <a class={place === 0 && index === 0 ? 'button' : 'button quiet'} href={href}>
                  {action}
                  <span class="visually-hidden"> {name}</span>
                </a>
              </li>
            ))}
          </ul>
          {count > needs.length && (
            <p>
              <a href={all}>
                {t.all(count >= 100 ? '100+' : String(count))}
                <span class="visually-hidden"> {title}</span>
              </a>
            </p>
          )}
        </>
      ))}
    </section>
  );
}
