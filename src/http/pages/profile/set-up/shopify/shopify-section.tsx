import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import type { PageStore } from '../stores/page-store';
import { Paused } from '../stores/paused';
import { StoreChecklist, type StoreProps } from '../stores/store-checklist';
import { ShopifyFields } from './shopify-fields';
import { shopifyTexts } from './texts';
import { WebhookAddress } from './webhook-address';

function ShopCard({ view, store, refused, now }: StoreProps) {
  const { idStore, name, shopifyStoreName } = store.row;
  const form = `store-${idStore}`;
  return (
    <article aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi> <code>{shopifyStoreName}</code>
      </h3>
      <Paused view={view} store={store.row} />
      <WebhookAddress view={view} store={store} />
      <StoreChecklist view={view} store={store} refused={refused} now={now} />
      <ChangeForm view={view} form={form} path={`/account/profile/stores/${idStore}`} name={name} refused={refused}>
        <ShopifyFields view={view} form={form} store={store.shown} refused={refused} />
      </ChangeForm>
    </article>
  );
}

/** `#shopify`: each shop with its webhook address and its checklist, and the form that connects another. */
export function ShopifySection({
  view,
  stores,
  more,
  refused,
  now,
}: {
  view: View;
  stores: PageStore[];
  more: boolean;
  refused: Refused | null;
  now: number;
}) {
  return (
    <ConnectSection
      view={view}
      id="shopify"
      texts={shopifyTexts[view.language]}
      connected={stores}
      card={(store) => <ShopCard view={view} store={store} refused={refused} now={now} />}
      more={more}
      form="shopify"
      path="/account/profile/stores/shopify"
      fields={<ShopifyFields view={view} form="shopify" store={null} refused={refused} />}
      isFirst={stores.length === 0}
      refused={refused}
    />
  );
}
