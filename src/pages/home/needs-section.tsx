import type { Child } from 'hono/jsx';
import type { HomeRows } from '../../db/pages/home';
import { errorReasonTexts } from '../components/error-reason-texts';
import { Icon, type IconName } from '../components/icon';
import { displayPhone } from '../format/display-phone';
import { formatDuration } from '../format/format-duration';
import { formatTime } from '../format/format-time';
import { RelativeTime } from '../format/relative-time';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';

type Need = { href: string; title: Child; detail: Child; action: string };
type Group = { icon: IconName; title: string; needs: Need[]; count: number; all: string };

type Failed = HomeRows['deadPushes'][number];

function failedNeed(
  view: View,
  now: number,
  { requestId, orderNumber, customerName, objectId, code, at }: Failed,
): Need {
  const t = homeTexts[view.language];
  const reasons: Record<string, string> = errorReasonTexts[view.language];
  return {
    href: `/account/profile/requests/${requestId}`,
    title: (
      <>
        {t.order} <bdi>{orderNumber ?? objectId?.replace(/^gid:\/\/shopify\/\w+\//, '') ?? '–'}</bdi>
        {customerName && (
          <>
            {' · '}
            <bdi>{customerName}</bdi>
          </>
        )}
      </>
    ),
    detail: (
      <>
        {code !== null && Object.hasOwn(reasons, code) && `${reasons[code]} `}
        <RelativeTime view={view} ms={at} now={now} />
      </>
    ),
    action: t.open,
  };
}

/** What needs a person, by kind, the most urgent first; only what the session may read. */
function groupsOf(view: View, rows: HomeRows, now: number): Group[] {
  const t = homeTexts[view.language];
  const base = '/account/profile';
  const connections: Need[] = [
    ...rows.brokenChannels.map(({ name }) => ({
      href: `${base}#whatsapp`,
      title: <bdi>{name}</bdi>,
      detail: t.brokenNumber,
      action: t.fix,
    })),
    ...rows.pausedStores.map(({ name, kind }) => ({
      href: `${base}#${kind === 'shopify' ? 'shopify' : 'service'}`,
      title: <bdi>{name}</bdi>,
      detail: t.pausedStore,
      action: t.fix,
    })),
  ];
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
            <bdi>{carrier}</bdi>
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
    { icon: 'plug', title: t.broken, needs: connections, count: connections.length, all: base },
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
    view.may('requests:read') && {
      icon: 'triangle-alert',
      title: t.failedUpdates,
      needs: rows.deadPushes.map((row) => failedNeed(view, now, row)),
      count: rows.deadPushes[0]?.count ?? 0,
      all: `${base}/requests?show=update_failed`,
    },
    view.may('requests:read') && {
      icon: 'circle-alert',
      title: t.failedRequests,
      needs: rows.failedRequests.map((row) => failedNeed(view, now, row)),
      count: rows.failedRequests[0]?.count ?? 0,
      all: `${base}/requests?show=failed`,
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
                  <br />
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
