import type { Order } from '../../../db/orders/orders';
import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { isCashOnDelivery } from '../../../domain/orders/is-cash-on-delivery';
import { flowNameIn } from '../../flows/words/flow-name';
import { displayMoney } from '../../format/display-money';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import { ObjectLabel } from '../../requests/object-label';
import { RequestState } from '../../requests/request-state';
import type { View } from '../../view/view';
import type { ListQuery } from '../list/list-query';
import { HandedOver } from './handed-over';
import { sideTexts } from './side-texts';

/** What stands beside a conversation: the customer, their orders, the flows that write to them. */
export function SidePanel({
  view,
  rows,
  conversation,
  query,
}: {
  view: View;
  rows: ConversationRows;
  conversation: ConversationRow;
  query: ListQuery;
}) {
  const t = sideTexts[view.language];
  const { name, userKey } = conversation;
  const isCod = ({ paymentMethod }: Order) =>
    paymentMethod !== null && isCashOnDelivery(paymentMethod, view.account.codNames);
  return (
    <aside id="side" class="side" aria-labelledby="side-title">
      <h2 id="side-title">{t.title}</h2>
      <p class="close">
        <a href="#thread">{t.close}</a>
      </p>
      {rows.handedOver?.waitingFor === 'person' && (
        <HandedOver view={view} rows={rows} request={rows.handedOver} conversation={conversation} query={query} />
      )}
      <h3>{t.customer}</h3>
      <dl class="facts">
        {name !== null && (
          <>
            <dt>{t.name}</dt>
            <dd>
              <bdi>{name}</bdi>
            </dd>
          </>
        )}
        <dt>{t.phone}</dt>
        <dd>
          <bdi>{displayPhone(view, userKey)}</bdi>
        </dd>
        {rows.channel && (
          <>
            <dt>{t.channel}</dt>
            <dd>
              <bdi>{rows.channel.name}</bdi>
            </dd>
          </>
        )}
      </dl>
      {rows.isOptedOut && <p class="notice warn">{t.optedOut}</p>}
      <h3>{t.orders}</h3>
      {rows.orders.length === 0 && <p class="hint">{t.noOrders}</p>}
      {rows.orders.map((order) => (
        <dl class="facts order">
          <dt>
            <bdi>{order.orderNumber ?? order.orderId}</bdi>
          </dt>
          <dd>
            <bdi>{displayMoney(view, order.total, order.currency)}</bdi>
            {isCod(order) && `, ${t.cod}`}
            {order.cancelledAt !== null && `, ${t.cancelled}`}
            <br />
            <span class="hint">
              {t.placed} <Time view={view} ms={order.placedAt ?? order.createdAt} />
            </span>
          </dd>
        </dl>
      ))}
      <h3>{t.runs}</h3>
      {rows.runs.length === 0 && <p class="hint">{t.noRuns}</p>}
      {rows.runs.length > 0 && view.may('requests:read') && (
        <ul class="runs">
          {rows.runs.map((request) => {
            const order = rows.orders.find(({ orderId }) => orderId === request.objectId);
            return (
              <li>
                <a href={`/account/profile/requests/${request.requestId}`}>
                  <bdi>{flowNameIn(view.language, { key: request.flow, name: request.flowName ?? request.flow })}</bdi>
                </a>{' '}
                <ObjectLabel request={request} orderNumber={order?.orderNumber ?? null} />
                <br />
                <RequestState view={view} request={request} />
              </li>
            );
          })}
        </ul>
      )}
      {view.may('requests:read') && view.role !== 'viewer' && (
        <p>
          <a href={`/account/profile/requests?${new URLSearchParams({ customer: userKey }).toString()}`}>
            {t.requests}
          </a>
        </p>
      )}
    </aside>
  );
}
