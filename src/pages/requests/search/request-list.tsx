import type { ListedRequest, SearchRows } from '../../../db/pages/request-pages';
import { nameOfFlow } from '../../flows/words/flow-name';
import { displayLabel } from '../../format/display-label';
import { displayMoney } from '../../format/display-money';
import { displayPhone } from '../../format/display-phone';
import { RelativeTime } from '../../format/relative-time';
import type { View } from '../../view/view';
import { ObjectLabel } from '../object-label';
import { outcomeTexts } from '../outcome-texts';
import { RequestState } from '../request-state';
import { requestTexts } from '../request-texts';

function totalOf(view: View, orderTotal: string): string {
  const [total = '0', currency = ''] = orderTotal.split(' ');
  return displayMoney(view, BigInt(total), currency);
}

/** Requests as rows: order and customer, flow, state and outcome, total; each leads to its story. */
export function RequestList({
  view,
  rows,
  flows,
  now,
}: {
  view: View;
  rows: ListedRequest[];
  flows: SearchRows['flows'];
  now: number;
}) {
  const t = requestTexts[view.language];
  return (
    <ul class="rows" aria-label={t.found}>
      {rows.map((request) => (
        <li>
          <div class="row-card four">
            <div>
              <p class="main">
                <a href={`/account/profile/requests/${request.requestId}`}>
                  {request.objectType === 'order' ? t.order : t.request}{' '}
                  <ObjectLabel request={request} orderNumber={request.orderNumber} />
                </a>
              </p>
              {request.customerName && (
                <p class="one-line">
                  <bdi>{request.customerName}</bdi>
                </p>
              )}
            </div>
            <div class="hint">
              <p class="one-line">
                <bdi>{nameOfFlow(view.language, flows, request.flow)}</bdi>
              </p>
              <p class="one-line">
                <bdi>{displayPhone(view, request.userKey)}</bdi>
              </p>
            </div>
            <div class="pills">
              <RequestState view={view} request={request} />
              {request.outcome !== null && (
                <bdi class="hint">{displayLabel(outcomeTexts[view.language], request.outcome)}</bdi>
              )}
            </div>
            <div class="end">
              {request.orderTotal !== null && <p>{totalOf(view, request.orderTotal)}</p>}
              <p class="hint">
                <RelativeTime view={view} ms={request.createdAt} now={now} />
              </p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
