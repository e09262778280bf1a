import type { Order } from '../../../db/orders/orders';
import type { StoryRows } from '../../../db/pages/request-pages';
import type { JsonObject } from '../../../shared/json/json';
import { parseMoney } from '../../../shared/numbers/money';
import { ScrollTable } from '../../components/scroll-table';
import { UserText } from '../../components/user-text';
import { displayMoney } from '../../format/display-money';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { storyTexts } from './story-texts';

/** More items would push the story off the screen. */
const MAX_OPEN_ITEMS = 10;
const ADDRESS_LINES = ['name', 'address1', 'address2', ['zip', 'city', 'province'], 'country', 'phone'];

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const linesOf = (address: JsonObject): string[] =>
  ADDRESS_LINES.map((line) =>
    [line]
      .flat()
      .map((name) => textOf(address[name]))
      .filter(Boolean)
      .join(' '),
  ).filter(Boolean);

function OrderItems({ view, items, currency }: { view: View; items: JsonObject[]; currency: string }) {
  const t = storyTexts[view.language];
  const price = (text: string) => {
    const millionths = parseMoney(text);
    return millionths === null ? text : displayMoney(view, millionths, currency);
  };
  return (
    <ScrollTable
      label={t.items}
      role="group"
      stacks
      caption={<caption>{t.items}</caption>}
      columns={[t.item, { number: t.quantity }, { number: t.price }]}
    >
      {items.map(({ name, variant, sku, quantity, unit_price }) => (
        <tr>
          <th scope="row">
            <bdi>{[textOf(name), textOf(variant)].filter(Boolean).join(' · ') || '–'}</bdi>
            {textOf(sku) !== '' && (
              <>
                <br />
                <span class="hint">
                  {t.sku} <bdi>{textOf(sku)}</bdi>
                </span>
              </>
            )}
          </th>
          <td class="number" data-label={t.quantity}>
            {textOf(quantity) || '–'}
          </td>
          <td class="number" data-label={t.price}>
            <bdi>{price(textOf(unit_price)) || '–'}</bdi>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function OrderFactsList({ view, order }: { view: View; order: Order }) {
  const t = storyTexts[view.language];
  const { customer, shippingAddress, details } = order;
  const name = [customer?.first_name, customer?.last_name].map(textOf).filter(Boolean).join(' ');
  const facts: [string, string | null][] = [
    [t.number, order.orderNumber],
    // A number is what people know an order by.
    [t.orderId, order.orderNumber === null ? order.orderId : null],
    [
      t.customer,
      [name, (order.phone && displayPhone(view, order.phone)) ?? textOf(customer?.email)].filter(Boolean).join(' · '),
    ],
    [t.total, displayMoney(view, order.total, order.currency)],
    [t.payment, order.paymentMethod === 'cod' ? t.cod : order.paymentMethod],
  ];
  const instants: [string, number | null][] = [
    [t.placed, order.placedAt],
    [t.orderCancelled, order.cancelledAt],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([label, value]) =>
          value && (
            <>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </>
          ),
      )}
      {instants.map(
        ([label, ms]) =>
          ms !== null && (
            <>
              <dt>{label}</dt>
              <dd>
                <Time view={view} ms={ms} />
              </dd>
            </>
          ),
      )}
      {shippingAddress && (
        <>
          <dt>{t.address}</dt>
          <dd>
            {linesOf({
              ...shippingAddress,
              phone: displayPhone(view, textOf(shippingAddress.phone)),
            }).map((line) => (
              <div dir="auto">{line}</div>
            ))}
          </dd>
        </>
      )}
      {details?.note && (
        <>
          <dt>{t.note}</dt>
          <dd>
            <UserText text={details.note} label={t.note} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** The order of a request, with its items and shipping address. */
export function StoryOrder({ view, order }: { view: View; order: StoryRows['order'] }) {
  const t = storyTexts[view.language];
  return (
    <section aria-labelledby="order-title">
      <h2 id="order-title">{t.order}</h2>
      {order === undefined ? (
        <p>{t.noOrder}</p>
      ) : (
        <>
          <OrderFactsList view={view} order={order} />
          {order.items.length <= MAX_OPEN_ITEMS ? (
            <OrderItems view={view} items={order.items} currency={order.currency} />
          ) : (
            <details id="items">
              <summary>
                {t.items} ({order.items.length})
              </summary>
              <OrderItems view={view} items={order.items} currency={order.currency} />
            </details>
          )}
        </>
      )}
    </section>
  );
}
