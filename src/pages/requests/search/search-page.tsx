import type { SearchRows } from '../../../db/pages/request-pages';
import { cursorAfter } from '../../../http/request/pagination';
import { REQUEST_LISTS } from '../../../shared/flows/request-lists';
import { EmptyState } from '../../components/empty-state';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { RequestList } from './request-list';
import { SearchForm } from './search-form';
import type { SearchQuery } from './search-query';

const searchUrl = (values: SearchQuery['values']): string => {
  const query = String(new URLSearchParams(values));
  return `/account/profile/requests${query === '' ? '' : `?${query}`}`;
};

/** What most searches are for, one link each. */
const STATE_CHIPS = ['person', 'waiting', 'completed', 'failed'] as const;

function Chips({ view, values }: { view: View; values: SearchQuery['values'] }) {
  const t = requestTexts[view.language];
  const { show, state, cursor: _, ...others } = values;
  const isAll = show === undefined && state === undefined;
  return (
    <nav class="chips" aria-label={t.lists}>
      <a href={searchUrl(others)} aria-current={isAll ? 'true' : undefined}>
        {t.chip.all}
      </a>
      {STATE_CHIPS.map((each) => (
        <a
          href={searchUrl({ ...others, state: each })}
          aria-current={show === undefined && state === each ? 'true' : undefined}
        >
          {t.chip[each]}
        </a>
      ))}
      {REQUEST_LISTS.filter((name) => name === 'update_failed' || name === show).map((name) => (
        <a href={searchUrl({ ...others, show: name })} aria-current={show === name ? 'true' : undefined}>
          {t.list[name]}
        </a>
      ))}
    </nav>
  );
}

/** The requests that match a search, newest first. */
export function SearchPage({
  view,
  query,
  rows,
  now,
}: {
  view: View;
  query: SearchQuery;
  rows: SearchRows;
  now: number;
}) {
  const t = requestTexts[view.language];
  const { found, flows } = rows;
  const { cursor, ...others } = query.values;
  const last = found.rows.at(-1);
  const isFiltered = Object.keys(query.values).length > 0;
  return (
    <PageLayout view={view} title={layoutTexts[view.language].section.requests} navSection="requests">
      {(isFiltered || last) && (
        <>
          <SearchForm view={view} query={query} flows={flows} />
          <Chips view={view} values={query.filter === null ? {} : query.values} />
        </>
      )}
      {query.show !== undefined && <p class="hint">{t.lastDays}</p>}
      {query.filter !== null && found.rows.length === 0 && (
        <EmptyState
          icon="shopping-bag"
          text={isFiltered ? t.none : t.noneYet}
          action={
            isFiltered
              ? { href: '/account/profile/requests', label: t.showAll }
              : { href: '/account/profile/flows', label: t.toFlows }
          }
        />
      )}
      {query.filter !== null && last && (
        <>
          <RequestList view={view} rows={found.rows} flows={flows} now={now} />
          <p class="pages">
            {cursor !== undefined && <a href={searchUrl(others)}>{t.newest}</a>}
            {found.more && (
              <a href={searchUrl({ ...others, cursor: cursorAfter(last.requestId) })} rel="next">
                {t.next}
              </a>
            )}
          </p>
        </>
      )}
    </PageLayout>
  );
}
