import type { OrderAction } from '../../../domain/order-delivery';
import { ORDER_ACTIONS } from '../../../domain/orders/shopify/order-actions';
import { webhookAddress } from '../../../domain/stores/webhook-address';
import { Copyable } from '../../components/copyable';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { shopifyTexts } from './shopify-texts';
import type { StoreView } from './store-view';

/** What Shopify's page of webhooks can report: orders, and parcels with the states of the carriers that Shopify follows. */
type AddressAction = OrderAction | 'shipment';
const ACTIONS: AddressAction[] = [...(Object.keys(ORDER_ACTIONS) as OrderAction[]), 'shipment'];

function MakeAddressForm({ view, store }: { view: View; store: StoreView }) {
  const { storeId, name } = store.row;
  return (
    <Form view={view} action={`/account/profile/stores/${storeId}/webhook-key`}>
      <button>
        {shopifyTexts[view.language].make}
        <span class="visually-hidden"> {name}</span>
      </button>
    </Form>
  );
}

/** The webhook URLs of a store, ready to copy, or the button that creates them. */
export function WebhookAddressList({ view, store }: { view: View; store: StoreView }) {
  const t = shopifyTexts[view.language];
  const { storeId } = store.row;
  // Whoever sees the key can use it, so it is shown only to a key with the same permission.
  if (!view.may('settings:write') || !view.may('webhook:shopify')) return <p class="hint">{t.hidden}</p>;
  if (typeof store.address === 'string') {
    return (
      <>
        {store.address === 'ended' && <p class="notice warn">{t.ended}</p>}
        <MakeAddressForm view={view} store={store} />
      </>
    );
  }
  const { key, endsAt } = store.address;
  const [first, ...others] = ACTIONS.map((action) => (
    <Copyable
      view={view}
      id={`address-${storeId}-${action}`}
      label={`${t.address}: ${t.addressFor[action]}`}
      value={webhookAddress(view.origin, { key, action, storeId })}
    />
  ));
  return (
    <>
      {endsAt !== null && (
        <>
          <p class="notice warn">
            {t.ends} <Time view={view} ms={endsAt} />
          </p>
          <MakeAddressForm view={view} store={store} />
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
