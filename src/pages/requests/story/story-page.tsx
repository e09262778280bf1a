import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';
import { storyOf } from '../../../domain/requests/story-of';
import { DoneNotice } from '../../components/done-notice';
import { liveAttributes } from '../../components/live-attributes';
import { labelTexts } from '../../format/label-texts';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { requestTitle } from './request-title';
import { StoryActions } from './story-actions';
import { StoryCharges } from './story-charges';
import { StoryChat } from './story-chat';
import { StoryOrder } from './story-order';
import { StorySummary } from './story-summary';
import { StoryTechnical } from './story-technical';
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
  // Pushes that the request did not wait for can go on after its end.
  const isLive = !hasEnded || rows.links.pushes.some(({ visibleAt }) => visibleAt !== null);
  const story = storyOf(rows.links);
  const path = `/account/profile/requests/${request.requestId}`;
  return (
    <PageLayout
      view={view}
      title={requestTitle(view, request, rows.order)}
      navSection="requests"
      back={{ href: '/account/profile/requests', label: requestTexts[view.language].back }}
    >
      <DoneNotice texts={requestTexts[view.language].done} code={done} />
      <div
        id="story"
        class="with-aside"
        {...liveAttributes(isLive ? path : null, 3_000, labelTexts[view.language].state[request.status])}
      >
        <div class="aside">
          <StorySummary view={view} request={request} rows={rows}>
            {view.may('requests:write') && (
              <StoryActions view={view} request={request} rows={rows} hasEnded={hasEnded} />
            )}
          </StorySummary>
          <StoryCharges view={view} charges={rows.links.charges} />
        </div>
        <div class="main-column">
          <section aria-labelledby="steps-title">
            <h2 id="steps-title">{t.steps}</h2>
            {story.length === 0 ? (
              <p>{t.nothingYet}</p>
            ) : (
              <StoryChat view={view} story={story} steps={rows.links.steps} templates={rows.templates} />
            )}
          </section>
          {request.objectType === 'order' && <StoryOrder view={view} order={rows.order} />}
          {/* It has phone numbers, which a viewer sees masked. */}
          {view.role !== 'viewer' && <StoryTechnical view={view} request={request} story={story} />}
        </div>
      </div>
    </PageLayout>
  );
}
