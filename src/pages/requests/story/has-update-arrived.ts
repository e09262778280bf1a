import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';

/** Whether the update by which a request failed was delivered later. */
export const hasUpdateArrived = (
  { error }: Pick<RequestRow, 'error'>,
  { pushes }: Pick<StoryRows['links'], 'pushes'>,
): boolean =>
  error?.code === 'push_dead' && pushes.some(({ step, state }) => step === error.step && state === 'delivered');
