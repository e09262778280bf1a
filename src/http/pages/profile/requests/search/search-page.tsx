import type { SearchRows } from '../../../../../db/request-pages';
import { cursorAfter } from '../../../../page-query';
import { Page } from '../../layout/page';
import { layoutTexts } from '../../layout/texts';
import type { View } from '../../layout/view';
import { requestTexts } from '../texts';
import { FoundRequests } from './found-requests';
import { SearchForm } from './search-form';
import type { SearchQuery } from './search-query';

const addressOf = (given: SearchQuery['given']): string => {
  const query = String(new URLSearchParams(given));
  return `/account/profile/requests${query === '' ? '' : `?${query}`}`;
};

/** The requests of an account as they are searched for, newest first. */
export function SearchPage({ view, query, rows }: { view: View; query: SearchQuery; rows: SearchRows }) {
  const t = requestTexts[view.language];
  const { found, flows } = rows;
  const { cursor, ...others } = query.given;
  const last = found.rows.at(-1);
  const isFiltered = Object.keys(query.given).length > 0;
  return (
    <Page view={view} title={layoutTexts[view.language].requests} place="requests">
      <SearchForm view={view} query={query} flows={flows} />
      {query.filter !== null && found.rows.length === 0 && <p role="status">{isFiltered ? t.none : t.noneYet}</p>}
      {query.filter !== null && last && (
        <div class="card">
          <FoundRequests view={view} rows={found.rows} flows={flows} />
          <p class="pages">
            {cursor !== undefined && <a href={addressOf(others)}>{t.newest}</a>}
            {found.more && (
              <a href={addressOf({ ...others, cursor: cursorAfter(last.requestId) })} rel="next">
                {t.next}
              </a>
            )}
          </p>
        </div>
      )}
    </Page>
  );
}
