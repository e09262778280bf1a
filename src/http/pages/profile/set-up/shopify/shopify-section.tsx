import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { ChangeForm } from '../change-form';
import { ConnectForm } from '../connect-form';
import type { PageStore } from '../stores/page-store';
import { Paused } from '../stores/paused';
import { StoreChecklist } from '../stores/store-checklist';
import { setUpTexts } from '../texts';
import { ShopifyFields } from './shopify-fields';
import { shopifyTexts } from './texts';
import { WebhookAddress } from './webhook-address';

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
  const t = shopifyTexts[view.language];
  const mayWrite = view.may('settings:write');
  return (
    <section id="shopify" aria-labelledby="shopify-title">
      <h2 id="shopify-title">{t.title}</h2>
      <p>{t.intro}</p>
      {stores.length === 0 && <p>{t.none}</p>}
      {stores.map((store) => {
        const { idStore, name } = store.row;
        const form = `store-${idStore}`;
        return (
          <article aria-labelledby={`${form}-title`}>
            <h3 id={`${form}-title`}>
              <bdi>{name}</bdi> <code>{store.row.shopifyStoreName}</code>
            </h3>
            <Paused view={view} store={store.row} />
            <WebhookAddress view={view} store={store} />
            <StoreChecklist view={view} store={store} refused={refused} now={now} />
            {mayWrite && (
              <ChangeForm
                view={view}
                form={form}
                path={`/account/profile/stores/${idStore}`}
                name={name}
                refused={refused}
              >
                <ShopifyFields view={view} form={form} store={store.shown} refused={refused} />
              </ChangeForm>
            )}
          </article>
        );
      })}
      {more && <p class="hint">{setUpTexts[view.language].more}</p>}
      {mayWrite && (
        <ConnectForm
          view={view}
          form="shopify"
          path="/account/profile/stores/shopify"
          label={t.connect}
          kind={t.title}
          isFirst={stores.length === 0}
          refused={refused}
        >
          <ShopifyFields view={view} form="shopify" store={null} refused={refused} />
        </ConnectForm>
      )}
    </section>
  );
}
