import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import { PausedNotice } from './paused-notice';
import { ShopifyFields } from './shopify-fields';
import { shopifyTexts } from './shopify-texts';
import { type StoreCardProps, StoreChecklist } from './store-checklist';
import type { StoreView } from './store-view';
import { WebhookAddressList } from './webhook-address-list';

function ShopCard({ view, store, formErrors, now }: StoreCardProps) {
  const { storeId, name, shopifyStoreName } = store.row;
  const form = `store-${storeId}`;
  return (
    <article aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi> <code>{shopifyStoreName}</code>
      </h3>
      <PausedNotice view={view} store={store.row} />
      <WebhookAddressList view={view} store={store} />
      <StoreChecklist view={view} store={store} formErrors={formErrors} now={now} />
      <ChangeForm
        view={view}
        form={form}
        path={`/account/profile/stores/${storeId}`}
        name={name}
        formErrors={formErrors}
      >
        <ShopifyFields view={view} form={form} store={store.presented} formErrors={formErrors} />
      </ChangeForm>
    </article>
  );
}

/** `#shopify`: each store with its webhook URLs and checklist, and the form that connects another. */
export function ShopifySection({
  view,
  stores,
  more,
  formErrors,
  now,
}: {
  view: View;
  stores: StoreView[];
  more: boolean;
  formErrors: FormErrors | null;
  now: number;
}) {
  return (
    <ConnectSection
      view={view}
      id="shopify"
      texts={shopifyTexts[view.language]}
      connected={stores}
      card={(store) => <ShopCard view={view} store={store} formErrors={formErrors} now={now} />}
      more={more}
      form="shopify"
      path="/account/profile/stores/shopify"
      fields={<ShopifyFields view={view} form="shopify" store={null} formErrors={formErrors} />}
      isFirst={stores.length === 0}
      formErrors={formErrors}
    />
  );
}
