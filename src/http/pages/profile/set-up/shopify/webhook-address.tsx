import type { OrderAction } from '../../../../../domain/order-delivery';
import { ORDER_ACTIONS } from '../../../../../domain/orders/shopify/order-actions';
import { Copyable } from '../../layout/copyable';
import { Form } from '../../layout/form';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import type { PageStore } from '../stores/page-store';
import { shopifyTexts } from './texts';

const addressOf = (origin: string, key: string, action: OrderAction, idStore: string): string =>
  `${origin}/webhook/shopify/?api_key=${encodeURIComponent(key)}&action=${action}&id_store=${idStore}`;

function MakeAddress({ view, store }: { view: View; store: PageStore }) {
  const { idStore, name } = store.row;
  return (
    <Form view={view} action={`/account/profile/stores/${idStore}/webhook-key`}>
      <button>
        {shopifyTexts[view.language].make}
        <span class="visually-hidden"> {name}</span>
      </button>
    </Form>
  );
}

/** Where the shop sends its webhooks to, ready to copy, or the button that makes it. */
export function WebhookAddress({ view, store }: { view: View; store: PageStore }) {
  const t = shopifyTexts[view.language];
  const { idStore } = store.row;
  // Who sees the key can use it: no key leads to one that may do more.
  if (!view.may('settings:write') || !view.may('webhook:shopify')) return <p class="hint">{t.hidden}</p>;
  if (typeof store.address === 'string') {
    return (
      <>
        {store.address === 'ended' && <p class="notice warn">{t.ended}</p>}
        <MakeAddress view={view} store={store} />
      </>
    );
  }
  const { key, endsAt } = store.address;
  const [first, ...others] = (Object.keys(ORDER_ACTIONS) as OrderAction[]).map((action) => (
    <Copyable
      view={view}
      id={`address-${idStore}-${action}`}
      label={`${t.address}: ${t.addressFor[action]}`}
      value={addressOf(view.origin, key, action, idStore)}
    />
  ));
  return (
    <>
      {endsAt !== null && (
        <>
          <p class="notice warn">
            {t.ends} <Time view={view} ms={endsAt} />
          </p>
          <MakeAddress view={view} store={store} />
        </>
      )}
      {first}
      <details>
        <summary>{t.more}</summary>
        {others}
      </details>
    </>
  );
}
