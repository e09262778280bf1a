import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';
import { ConfirmPage } from '../../confirm/confirm-page';
import type { View } from '../../view/view';
import { requestTitle } from './request-title';
import { storyTexts } from './story-texts';

/** Asks before a request is cancelled. */
export function CancelPage({ view, request, order }: { view: View; request: RequestRow; order: StoryRows['order'] }) {
  const t = storyTexts[view.language];
  const path = `/account/profile/requests/${request.requestId}`;
  return (
    <ConfirmPage
      view={view}
      navSection="requests"
      title={t.cancelTitle}
      action={`${path}/cancel`}
      submit={t.cancel}
      back={path}
    >
      <p>
        <bdi>{requestTitle(view, request, order)}</bdi>
      </p>
      <p>{t.cancelHint}</p>
    </ConfirmPage>
  );
}
