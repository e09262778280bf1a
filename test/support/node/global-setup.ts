import type { TestProject } from 'vitest/node';
import { startMerchant } from '../../standins/merchant.ts';
import { startMeta } from '../../standins/meta.ts';
import { startQapla } from '../../standins/qapla.ts';
import { startShopify } from '../../standins/shopify.ts';
import { assertNoLeaks } from './log-leaks.ts';

/** Starts the stand-ins once for all tests. Each test uses its own store and phone number in them. */
export default async function setup(project: TestProject) {
  const standins = await Promise.all([startMeta(), startMerchant(), startShopify(), startQapla()]);
  const [meta, merchant, shopify, qapla] = standins;
  project.provide('standins', { meta: meta.url, merchant: merchant.url, shopify: shopify.url, qapla: qapla.url });
  project.provide('settings', {
    ADMIN_TOKEN: 'test-admin-token-0000000000000000',
    SECRETS_KEY: btoa('0123456789abcdef0123456789abcdef'),
    META_VERIFY_TOKEN: 'abcd1234',
    META_GRAPH_URL: meta.url,
    SHOPIFY_ADMIN_URL: `${shopify.url}/{store}`,
    QAPLA_URL: qapla.url,
    ALLOW_PRIVATE_ENDPOINTS: 'true',
  });
  return async () => {
    await Promise.all(standins.map((standin) => standin.close()));
    assertNoLeaks();
  };
}
