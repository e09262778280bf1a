import type { Store } from '../../../db/stores/stores';
import type { View } from '../../view/view';
import { StepList } from '../steps/step-list';
import { isOpen } from '../steps/step-view';
import { shopSteps } from './shop-steps';
import { shopifyTexts } from './shopify-texts';

/** The steps of a Shopify store. They refresh themselves until the first order has arrived. */
export function ShopChecklist({ view, store }: { view: View; store: Store }) {
  const t = shopifyTexts[view.language];
  const steps = shopSteps(view, store);
  const isWhole = store.setUp !== null && !steps.some(isOpen);
  return (
    <StepList
      view={view}
      id={`checklist-${store.storeId}`}
      path={`/account/profile/stores/${store.storeId}`}
      name={store.name}
      title={t.steps}
      steps={steps}
      checkedAt={store.setUp?.at ?? null}
      action={isWhole ? t.check : t.repair}
      isLive={store.webhookSeenAt === null || store.pausedAt !== null}
    />
  );
}
