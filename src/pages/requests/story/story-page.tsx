import type { StoryRows } from '../../../db/request-pages';
import type { RequestRow } from '../../../db/requests';
import { storyOf } from '../../../domain/requests/story-of';
import { DoneNotice } from '../../components/done-notice';
import { liveAttributes } from '../../components/live-attributes';
import { labelTexts } from '../../format/label-texts';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { StoryActions } from './story-actions';
import { StoryCharges } from './story-charges';
import { StoryEntry } from './story-entry';
import { StoryOrder } from './story-order';
import { StorySummary } from './story-summary';
import { storyTexts } from './story-texts';

const ENDED: RequestRow['status'][] = ['completed', 'failed', 'cancelled'];

/** The story of a request, from its order to its charges; it refreshes itself until the request ends. */
export function StoryPage({
  view,
  request,
  rows,
  done,
}: {
  view: View;
  request: RequestRow;
  rows: StoryRows;
  done: string | undefined;
}) {
  const t = storyTexts[view.language];
  const hasEnded = ENDED.includes(request.status);
  // What a request pushed without waiting for it may go on after its end.
  const isLive = !hasEnded || rows.links.pushes.some(({ visibleAt }) => visibleAt !== null);
  const story = storyOf(rows.links);
  const path = `/account/profile/requests/${request.requestId}`;
  return (
    <PageLayout
      view={view}
      title={`${requestTexts[view.language].request} …${request.requestId.slice(-6)}`}
      navSection="requests"
    >
      <p>
        <a href="/account/profile/requests">{requestTexts[view.language].back}</a>
      </p>
      <DoneNotice texts={requestTexts[view.language].done} code={done} />
      <div id="story" {...liveAttributes(isLive ? path : null, 3_000, labelTexts[view.language].state[request.status])}>
        <StorySummary view={view} request={request} rows={rows}>
          {!hasEnded && view.may('requests:write') && (
            <StoryActions view={view} request={request} version={rows.version} />
          )}
        </StorySummary>
        {request.objectType === 'order' && <StoryOrder view={view} order={rows.order} />}
        <section aria-labelledby="steps-title">
          <h2 id="steps-title">{t.steps}</h2>
          {story.length === 0 ? (
            <p>{t.nothingYet}</p>
          ) : (
            <ol class="timeline">
              {story.map((entry) => (
                <StoryEntry view={view} entry={entry} templates={rows.templates} />
              ))}
            </ol>
          )}
        </section>
        <StoryCharges view={view} charges={rows.links.charges} />
      </div>
    </PageLayout>
  );
}
