import type { SearchRows } from '../../../db/request-pages';
import { cursorAfter } from '../../../http/pagination';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { RequestsTable } from './requests-table';
import { SearchForm } from './search-form';
import type { SearchQuery } from './search-query';

const searchUrl = (values: SearchQuery['values']): string => {
  const query = String(new URLSearchParams(values));
  return `/account/profile/requests${query === '' ? '' : `?${query}`}`;
};

/** The requests that match a search, newest first. */
export function SearchPage({ view, query, rows }: { view: View; query: SearchQuery; rows: SearchRows }) {
  const t = requestTexts[view.language];
  const { found, flows } = rows;
  const { cursor, ...others } = query.values;
  const last = found.rows.at(-1);
  const isFiltered = Object.keys(query.values).length > 0;
  return (
    <PageLayout view={view} title={layoutTexts[view.language].section.requests} navSection="requests">
      <SearchForm view={view} query={query} flows={flows} />
      {query.filter !== null && found.rows.length === 0 && <p role="status">{isFiltered ? t.none : t.noneYet}</p>}
      {query.filter !== null && last && (
        <div class="card">
          <RequestsTable view={view} rows={found.rows} flows={flows} />
          <p class="pages">
            {cursor !== undefined && <a href={searchUrl(others)}>{t.newest}</a>}
            {found.more && (
              <a href={searchUrl({ ...others, cursor: cursorAfter(last.requestId) })} rel="next">
                {t.next}
              </a>
            )}
          </p>
        </div>
      )}
    </PageLayout>
  );
}
