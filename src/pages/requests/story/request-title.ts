import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';
import { textOrEmpty } from '../../../shared/json/read-json';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';

/** Names a request by what it is about and for whom. */
export function requestTitle(view: View, request: RequestRow, order: StoryRows['order']): string {
  const t = requestTexts[view.language];
  const { first_name: first, last_name: last } = order?.customer ?? {};
  const name = `${textOrEmpty(first)} ${textOrEmpty(last)}`.trim();
  const number = order?.orderNumber ?? request.objectId?.replace(/^gid:\/\/shopify\/\w+\//, '') ?? '';
  const about = request.objectType === 'order' ? t.order : t.request;
  return [`${about} ${number}`.trim(), ...(name === '' ? [] : [name])].join(' · ');
}
