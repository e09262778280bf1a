import type { ShipmentListRows } from '../../db/pages/shipment-pages';
import { SHIPMENT_LISTS, type ShipmentListName } from '../../domain/shipments/load-shipment-pages';
import { cursorAfter } from '../../http/request/pagination';
import { EmptyState } from '../components/empty-state';
import { layoutTexts } from '../layout/layout-texts';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { ShipmentList } from './shipment-list';
import { shipmentTexts } from './shipment-texts';

const PATH = '/account/profile/shipments';

export type ShipmentQuery = {
  show: ShipmentListName;
  query: string | undefined;
  storeId: string | undefined;
  isFirst: boolean;
};

const urlOf = ({ show, query, storeId }: ShipmentQuery, cursor?: string): string => {
  const values = {
    ...(show === 'all' ? {} : { show }),
    ...(query === undefined ? {} : { query }),
    ...(storeId === undefined ? {} : { store: storeId }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  const search = new URLSearchParams(values).toString();
  return search === '' ? PATH : `${PATH}?${search}`;
};

/** The shipments: those held first by their deadline, then the others, newest first. */
export function ShipmentsPage({
  view,
  rows: { held, found },
  asked,
  now,
}: {
  view: View;
  rows: ShipmentListRows;
  asked: ShipmentQuery;
  now: number;
}) {
  const t = shipmentTexts[view.language];
  const last = found.rows.at(-1);
  const isEmpty = held.length + found.rows.length === 0;
  const isWhole = asked.show === 'all' && asked.query === undefined && asked.storeId === undefined && asked.isFirst;
  return (
    <PageLayout view={view} title={layoutTexts[view.language].section.shipments} navSection="shipments">
      {!(isEmpty && isWhole) && (
        <>
          <search>
            <form method="get" action={PATH} class="search-line">
              {asked.show !== 'all' && <input type="hidden" name="show" value={asked.show} />}
              <div class="field">
                <label for="query">{t.query}</label>
                <input
                  id="query"
                  name="query"
                  type="search"
                  value={asked.query ?? ''}
                  maxlength={255}
                  autocomplete="off"
                />
              </div>
              <button class="quiet">{t.search}</button>
            </form>
          </search>
          <nav class="chips" aria-label={t.lists}>
            {SHIPMENT_LISTS.map((show) => (
              <a href={urlOf({ ...asked, show })} aria-current={show === asked.show ? 'true' : undefined}>
                {t.list[show]}
              </a>
            ))}
          </nav>
        </>
      )}
      {(asked.show === 'released' || asked.show === 'avoided') && <p class="hint">{t.lastDays}</p>}
      {isEmpty && (
        <EmptyState
          icon="package-open"
          text={isWhole ? t.none : t.noneFound}
          action={isWhole ? { href: '/account/profile', label: t.connect } : undefined}
        />
      )}
      {held.length > 0 && (
        <>
          <h2>{t.heldTitle}</h2>
          <ShipmentList view={view} rows={held} now={now} />
        </>
      )}
      {last && (
        <>
          {held.length > 0 && <h2>{t.othersTitle}</h2>}
          <ShipmentList view={view} rows={found.rows} now={now} />
        </>
      )}
      <p class="pages">
        {!asked.isFirst && <a href={urlOf(asked)}>{t.newest}</a>}
        {found.more && last && (
          <a href={urlOf(asked, cursorAfter(last.shipmentId))} rel="next">
            {t.next}
          </a>
        )}
      </p>
    </PageLayout>
  );
}
