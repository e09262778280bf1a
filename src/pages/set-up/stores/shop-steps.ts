import type { Store } from '../../../db/stores/stores';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import type { Language } from '../../../shared/text/language';
import { displayLabel } from '../../format/display-label';
import type { View } from '../../view/view';
import { type StepView, stepViewOf } from '../steps/step-view';
import { customerFieldTexts, SHOP_STEPS, type ShopStepId, shopStepTexts } from './shop-step-texts';
import { shopifyTexts } from './shopify-texts';

const DASHBOARD = 'https://dev.shopify.com/dashboard';
/** Flows about orders work without it. */
const OPTIONAL: ShopStepId[] = ['shipping_scopes', 'orders'];

const step = (id: ShopStepId, more: Partial<FoundStep>): FoundStep => ({
  id,
  state: 'to_do',
  by: 'us',
  code: null,
  detail: null,
  link: null,
  ...more,
});

/** The app has been uninstalled since the steps were last checked. */
const uninstalled = (of: FoundStep): FoundStep => ({ ...of, state: 'failed', by: 'merchant', code: 'app_uninstalled' });

/** What an order has shown of the app's access to customers' data; nothing before the first order. */
function customerDataStep({ lastCheck }: Store, language: Language): FoundStep[] {
  const check = lastCheck?.checks.find(({ name }) => name === 'shopify_customer_data');
  if (!check || check.status === 'skipped') return [];
  if (check.status === 'passed') return [step('customer_data', { state: 'done' })];
  const names = customerFieldTexts[language];
  const fields = String(check.facts?.fields ?? '').split(', ');
  const facts = { fields: fields.map((field) => displayLabel(names, field)) };
  return [step('customer_data', { state: 'failed', by: 'merchant', link: DASHBOARD, code: check.code ?? null, facts })];
}

function ordersStep({ webhookSeenAt, webhookRefusedAt }: Store): FoundStep {
  if ((webhookRefusedAt ?? 0) > (webhookSeenAt ?? 0)) {
    return step('orders', { state: 'failed', by: 'merchant', code: 'signature_refused' });
  }
  // One webhook proves the set-up: a store need not have an order every day.
  return webhookSeenAt === null
    ? step('orders', { state: 'waiting', by: 'shopify' })
    : step('orders', { state: 'done' });
}

/** Puts the steps of a shop in words, from the last check of its set-up, its state and its last webhooks. */
export function shopSteps(view: View, store: Store): StepView[] {
  const { language } = view;
  const t = shopifyTexts[language];
  const texts = shopStepTexts[language];
  const isGone = store.pausedReason === 'app_uninstalled';
  const found = SHOP_STEPS.map((id) => store.setUp?.steps.find((each) => each.id === id) ?? step(id, {}));
  const [app, ...rest] = found.map((each) => (each.id === 'app' && isGone ? uninstalled(each) : each));
  // Without the app nothing is known of the rest, whatever it was before.
  const known = app?.state === 'done' ? rest : rest.map(({ id }) => step(id as ShopStepId, {}));
  return [...(app ? [app] : []), ...known, ...customerDataStep(store, language), ordersStep(store)].map((each) => {
    const id = each.id as ShopStepId;
    return stepViewOf(each, texts[id], {
      view,
      linkLabel: t.openShopify,
      waitsFor: { merchant: t.waitsForStep, us: t.waitsForStep, shopify: t.waitsForOrder },
      isOptional: OPTIONAL.includes(id) && each.state !== 'failed',
    });
  });
}
