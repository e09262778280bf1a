import type { ListedShipment, ShipmentRows } from '../../db/pages/shipment-pages';
import type { ShipmentEventRow } from '../../db/shipments/shipments';
import { DoneNotice } from '../components/done-notice';
import { liveAttributes } from '../components/live-attributes';
import { nameOfFlow } from '../flows/words/flow-name';
import { displayCarrier } from '../format/display-carrier';
import { displayLabel } from '../format/display-label';
import { labelTexts } from '../format/label-texts';
import { RelativeTime } from '../format/relative-time';
import { Time } from '../format/time';
import { PageLayout } from '../layout/page-layout';
import { requestTexts } from '../requests/request-texts';
import type { View } from '../view/view';
import { HoldSection } from './hold-section';
import { releaseText } from './release-text';
import { ShipmentState } from './shipment-state';
import { shipmentTexts } from './shipment-texts';

/** A carrier's link is followed only over the web. */
const isWebUrl = (url: string): boolean => /^https?:\/\//i.test(url);

function Facts({
  view,
  shipment,
  storeName,
  now,
}: {
  view: View;
  shipment: ListedShipment;
  storeName: string | undefined;
  now: number;
}) {
  const t = shipmentTexts[view.language];
  const { hold, heldUntil, orderNumber, customerName, carrier, trackingNumber, trackingUrl, expectedAt } = shipment;
  return (
    <div class="card">
      <p>
        <ShipmentState view={view} shipment={shipment} />
      </p>
      {shipment.disputed && <p class="notice warn">{t.disputed}</p>}
      <dl class="facts">
        {shipment.state === 'held' && (
          <>
            {hold?.reason && (
              <>
                <dt>{t.reasonOf}</dt>
                <dd>{t.reason[hold.reason]}</dd>
              </>
            )}
            <dt>{t.deadline}</dt>
            <dd>{heldUntil === null ? t.noDeadline : <RelativeTime view={view} ms={heldUntil} now={now} />}</dd>
            <dt>{t.releaseOf}</dt>
            <dd>{releaseText(view.language, shipment)}</dd>
          </>
        )}
        <dt>{t.order}</dt>
        <dd>{orderNumber === null ? '–' : <bdi>{orderNumber}</bdi>}</dd>
        {customerName && (
          <>
            <dt>{t.customer}</dt>
            <dd>
              <bdi>{customerName}</bdi>
            </dd>
          </>
        )}
        {storeName !== undefined && (
          <>
            <dt>{t.store}</dt>
            <dd>
              <bdi>{storeName}</bdi>
            </dd>
          </>
        )}
        {carrier !== null && (
          <>
            <dt>{t.carrier}</dt>
            <dd>
              <bdi>{displayCarrier(carrier)}</bdi>
            </dd>
          </>
        )}
        {trackingNumber !== null && (
          <>
            <dt>{t.number}</dt>
            <dd>
              <bdi>{trackingNumber}</bdi>
              {trackingUrl !== null && isWebUrl(trackingUrl) && (
                <>
                  {' '}
                  <a href={trackingUrl} rel="noreferrer">
                    {t.track}
                  </a>
                </>
              )}
            </dd>
          </>
        )}
        {expectedAt !== null && shipment.state !== 'delivered' && (
          <>
            <dt>{t.expected}</dt>
            <dd>
              <Time view={view} ms={expectedAt} />
            </dd>
          </>
        )}
        {shipment.attempts > 0 && (
          <>
            <dt>{t.attempts}</dt>
            <dd>{shipment.attempts}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

/** What a source reported, in words; the carrier's own text below. */
function Event({ view, event }: { view: View; event: ShipmentEventRow }) {
  const t = shipmentTexts[view.language];
  const { state, reason, mark, release, source, rawText, place, applied, why } = event;
  const what = [
    state && t.state[state],
    mark && t.mark[mark],
    release && `${t.releaseOf}: ${t.release[release]}`,
    reason && t.reason[reason],
  ].filter(Boolean);
  return (
    <li class={`entry ${applied ? 'done' : ''}`}>
      <h3>{what.length > 0 ? what.join(' · ') : t.source[source]}</h3>
      <p class="hint">
        <Time view={view} ms={event.happenedAt} /> · {t.source[source]}
        {place && (
          <>
            {' · '}
            <bdi>{place}</bdi>
          </>
        )}
      </p>
      {rawText && (
        <p class="said" dir="auto">
          {release === 'sent' ? displayLabel(t.action, rawText) : rawText}
        </p>
      )}
      {!applied && why !== null && why !== 'unknown_order' && <p class="hint">{t.late}</p>}
    </li>
  );
}

/** One parcel: where it is, why it is held and what became of its release, and what was reported about it. */
export function ShipmentPage({
  view,
  shipment,
  rows,
  now,
  done,
}: {
  view: View;
  shipment: ListedShipment;
  rows: ShipmentRows;
  now: number;
  done: string | undefined;
}) {
  const t = shipmentTexts[view.language];
  const words = labelTexts[view.language];
  const title = `${t.shipment} ${shipment.orderNumber ?? shipment.trackingNumber ?? ''}`.trim();
  const path = `/account/profile/shipments/${shipment.shipmentId}`;
  return (
    <PageLayout
      view={view}
      title={title}
      navSection="shipments"
      back={{ href: '/account/profile/shipments', label: t.back }}
    >
      <DoneNotice texts={requestTexts[view.language].done} code={done} />
      {/* The next scan says what became of a held parcel. */}
      <div
        id="parcel"
        class="with-aside"
        {...liveAttributes(shipment.state === 'held' ? path : null, 5_000, t.state[shipment.state])}
      >
        <div class="aside">
          <Facts view={view} shipment={shipment} storeName={rows.storeName} now={now} />
          {rows.requests.length > 0 && (
            <section aria-labelledby="flows-title">
              <h2 id="flows-title">{t.flows}</h2>
              <ul class="plain-list">
                {rows.requests.map(({ requestId, flow, status }) => (
                  <li>
                    <a href={`/account/profile/requests/${requestId}`}>
                      <bdi>{nameOfFlow(view.language, rows.flows, flow)}</bdi>
                    </a>{' '}
                    <span class="hint">{words.state[status]}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <div class="main-column">
          {shipment.state === 'held' && <HoldSection view={view} shipment={shipment} handling={rows.handling} />}
          <section aria-labelledby="story-title">
            <h2 id="story-title">{t.story}</h2>
            {rows.events.length === 0 ? (
              <p>{t.noEvents}</p>
            ) : (
              <ol class="timeline">
                {rows.events.map((event) => (
                  <Event view={view} event={event} />
                ))}
              </ol>
            )}
          </section>
        </div>
      </div>
    </PageLayout>
  );
}
