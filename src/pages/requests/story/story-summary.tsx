import type { Child } from 'hono/jsx';
import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';
import { ErrorReason } from '../../components/error-reason';
import { flowNameIn } from '../../flows/words/flow-name';
import { displayLabel } from '../../format/display-label';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { ObjectLabel } from '../object-label';
import { outcomeTexts } from '../outcome-texts';
import { RequestState } from '../request-state';
import { requestTexts } from '../request-texts';
import { hasUpdateArrived } from './has-update-arrived';
import { storyTexts } from './story-texts';

/** The facts and the status of a request. */
export function StorySummary({
  view,
  request,
  rows: { version, store, order, links },
  children,
}: {
  view: View;
  request: RequestRow;
  rows: StoryRows;
  children: Child;
}) {
  const t = storyTexts[view.language];
  const { name } = version?.definition ?? {};
  const waiting = links.steps.find(({ status }) => status === 'waiting');
  const { error, outcome, completedAt, objectId, objectType } = request;
  return (
    <section aria-labelledby="summary-title">
      <h2 id="summary-title">{t.summary}</h2>
      {store !== undefined && store.pausedAt !== null && <p class="notice warn">{t.storePaused}</p>}
      <dl class="facts">
        <dt>{t.state}</dt>
        <dd>
          <RequestState view={view} request={request} until={waiting?.deadline ?? null} />
        </dd>
        {outcome !== null && (
          <>
            <dt>{t.outcome}</dt>
            <dd>
              <bdi>{displayLabel(outcomeTexts[view.language], outcome)}</bdi>
            </dd>
          </>
        )}
        {error && (
          <>
            <dt>{t.error}</dt>
            <dd>
              {hasUpdateArrived(request, links) ? (
                t.late
              ) : (
                <ErrorReason view={view} code={error.code} detail={error.detail} />
              )}
            </dd>
          </>
        )}
        <dt>{t.flow}</dt>
        <dd>
          <bdi>{typeof name === 'string' ? flowNameIn(view.language, { key: request.flow, name }) : request.flow}</bdi>
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
      </dl>
      {children}
    </section>
  );
}
