import type { Context } from 'hono';
import type { AppEnv } from '../../../http/request/app-env';
import type { SetUpStep } from '../../../shared/flows/set-up-step';
import type { FormErrors } from '../../forms/form-errors';
import { keptSecrets } from '../../forms/kept-secrets';
import type { View } from '../../view/view';
import { shopifyTexts } from './shopify-texts';

export const SHOPIFY_FORM = 'shopify';
const SECRETS = ['shopify_token_app', 'shopify_client_secret', 'shopify_webhook_secret'];
const MEMBERS = ['shopify_client_id', ...SECRETS];

type ShopifyForm = Record<string, string> & { name: string; shopify_store_name: string };

/** Extracts the store name from a pasted store or admin URL. */
const storeNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^admin\.shopify\.com\/store\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.myshopify\.com$/, '');

/** Returns the submitted members; empty ones are left out, so that the stored values stay, or those that `form` has kept. */
export async function readShopifyForm(c: Context<AppEnv>, form: string): Promise<ShopifyForm> {
  const member = (name: string): string => (c.get('form').get(name) ?? '').trim();
  const given = MEMBERS.map((name) => [name, member(name)]).filter(([, value]) => value !== '');
  const storeName = storeNameOf(member('shopify_store_name'));
  const names = { name: member('name') || storeName, shopify_store_name: storeName };
  return { ...(await keptSecrets(c, form)), ...names, ...Object.fromEntries(given) };
}

export const shopifySecretsIn = (members: ShopifyForm): Record<string, string> =>
  Object.fromEntries(Object.entries(members).filter(([name]) => SECRETS.includes(name)));

/** Adds the texts of this form to its errors. The form asks for an app's id and secret; a token is for apps of before 2026. */
export function withShopifyTexts(view: View, errors: FormErrors): FormErrors {
  const issues = errors.issues.map((issue) =>
    issue.code === 'required' && issue.path === '/shopify_token_app' ? { ...issue, path: '/shopify_client_id' } : issue,
  );
  return { ...errors, issues, texts: shopifyTexts[view.language].refused };
}

/** Returns the errors of a saved form whose values Shopify does not accept; null if it does, or cannot be asked now. */
export function refusedByShopify(
  view: View,
  steps: SetUpStep[],
  {
    form,
    values,
    member,
  }: { form: string; values: URLSearchParams; member: 'shopify_client_secret' | 'shopify_token_app' },
): FormErrors | null {
  const { code = null, detail = null } = steps.find(({ id }) => id === 'app') ?? {};
  if (code !== 'app_not_accepted' && code !== 'shop_not_found') return null;
  const path = code === 'shop_not_found' ? '/shopify_store_name' : `/${member}`;
  const t = shopifyTexts[view.language];
  return {
    form,
    issues: [{ path, code, message: detail ?? code }],
    values,
    texts: t.refused,
    title: t.savedButRefused,
  };
}
