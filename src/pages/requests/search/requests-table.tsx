import type { ListedRequest, SearchRows } from '../../../db/request-pages';
import { ScrollTable } from '../../components/scroll-table';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { ObjectLabel } from '../object-label';
import { RequestState } from '../request-state';
import { requestTexts } from '../request-texts';

/** Requests as a table with links to their stories. */
export function RequestsTable({
  view,
  rows,
  flows,
}: {
  view: View;
  rows: ListedRequest[];
  flows: SearchRows['flows'];
}) {
  const t = requestTexts[view.language];
  return (
    <ScrollTable
      label={t.found}
      caption={<caption>{t.found}</caption>}
      columns={[t.when, t.order, t.customer, t.flow, t.state, t.outcome]}
    >
      {rows.map((request) => (
        <tr>
          <th scope="row">
            <a href={`/account/profile/requests/${request.requestId}`}>
              <Time view={view} ms={request.createdAt} />
            </a>
          </th>
          <td>
            <ObjectLabel request={request} orderNumber={request.orderNumber} />
          </td>
          <td class="wide">
            {request.customerName && (
              <>
                <bdi>{request.customerName}</bdi>
                <br />
              </>
            )}
            <bdi>{displayPhone(view, request.userKey)}</bdi>
          </td>
          <td>
            <bdi>{flows.find(({ key }) => key === request.flow)?.name ?? request.flow}</bdi>
          </td>
          <td>
            <RequestState view={view} request={request} />
          </td>
          <td class="wide">{request.outcome === null ? '–' : <bdi>{request.outcome}</bdi>}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}
