import type { Child } from 'hono/jsx';
import type { StoryRows } from '../../../db/request-pages';
import type { RequestRow } from '../../../db/requests';
import { ErrorReason } from '../../components/error-reason';
import { JsonDetails } from '../../components/json-details';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { ObjectLabel } from '../object-label';
import { RequestState } from '../request-state';
import { requestTexts } from '../request-texts';
import { storyTexts } from './story-texts';

/** The facts and the status of a request. */
export function StorySummary({
  view,
  request,
  rows: { version, store, order },
  children,
}: {
  view: View;
  request: RequestRow;
  rows: StoryRows;
  children: Child;
}) {
  const t = storyTexts[view.language];
  const { name } = version?.definition ?? {};
  const { error, outcome, completedAt, objectId, objectType } = request;
  return (
    <section aria-labelledby="summary-title">
      <h2 id="summary-title">{t.summary}</h2>
      {store !== undefined && store.pausedAt !== null && <p class="notice warn">{t.storePaused}</p>}
      <dl class="facts">
        <dt>{t.state}</dt>
        <dd>
          <RequestState view={view} request={request} />
        </dd>
        {outcome !== null && (
          <>
            <dt>{t.outcome}</dt>
            <dd>
              <bdi>{outcome}</bdi>
            </dd>
          </>
        )}
        {error && (
          <>
            <dt>{t.error}</dt>
            <dd>
              <ErrorReason view={view} code={error.code} detail={error.detail} />
              {error.step !== null && (
                <>
                  {' '}
                  ({t.atStep} <code>{error.step}</code>)
                </>
              )}
            </dd>
          </>
        )}
        <dt>{t.flow}</dt>
        <dd>
          <bdi>{typeof name === 'string' ? name : request.flow}</bdi> ({t.version} {request.flowVersion})
        </dd>
        <dt>{t.customer}</dt>
        <dd>
          <bdi>{displayPhone(view, request.userKey)}</bdi>
        </dd>
        {objectId !== null && (
          <>
            <dt>{objectType === 'order' ? requestTexts[view.language].order : t.about}</dt>
            <dd>
              <ObjectLabel request={request} orderNumber={order?.orderNumber ?? null} />
            </dd>
          </>
        )}
        <dt>{t.store}</dt>
        <dd>
          <bdi>{store?.name ?? request.storeId}</bdi>
        </dd>
        <dt>{t.begun}</dt>
        <dd>
          <Time view={view} ms={request.createdAt} />
        </dd>
        {completedAt !== null && (
          <>
            <dt>{t.ended}</dt>
            <dd>
              <Time view={view} ms={completedAt} />
            </dd>
          </>
        )}
        <dt>ID</dt>
        <dd>
          <code>{request.requestId}</code>
        </dd>
      </dl>
      {view.role !== 'viewer' && <JsonDetails id="variables" title={t.variables} value={request.variables} />}
      {children}
    </section>
  );
}
