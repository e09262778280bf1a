import { expect, inject, test, vi } from 'vitest';
import { metaBytes, metaDelivery, metaSignature, replyValue } from '../standins/meta-webhooks';
import { newScene } from '../support/scene';
import { newShopifyScene } from '../support/shopify-scene';
import { call } from '../support/tenant';

/** Records the lengths of the values that a call compares in constant time. */
async function compared(act: () => Promise<unknown>): Promise<number[]> {
  const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual');
  await act();
  const lengths = compare.mock.calls.map(([a]) => a.byteLength);
  compare.mockRestore();
  return lengths;
}
const DIGEST = 64;
const MAC = 32;

test('tokens of a deployment are compared in constant time, by their digests', async () => {
  const { ADMIN_TOKEN, META_VERIFY_TOKEN } = inject('settings');
  for (const expected of [ADMIN_TOKEN, META_VERIFY_TOKEN].map(String)) {
    for (const given of [`${expected.slice(0, -1)}~`, `~${expected.slice(1)}`, 'x', expected.repeat(9)]) {
      const admin = () => call('GET', '/admin/accounts', { headers: { authorization: `Bearer ${given}` } });
      const verify = () =>
        call('GET', `/webhook/facebook/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${given}`);
      expect(await compared(admin)).toEqual([DIGEST]);
      expect(await compared(verify)).toEqual([DIGEST]);
    }
  }
});

test('signatures of webhooks are compared in constant time', async () => {
  const scene = await newScene();
  const bytes = metaBytes(
    metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, replyValue({ from: '1' })),
  );
  const signature = await metaSignature(bytes, 'another');
  const headers = { 'x-hub-signature-256': signature };
  const body = new TextDecoder().decode(bytes);
  expect(await compared(() => call('POST', '/webhook/facebook/', { body, headers }))).toEqual([MAC]);
  const shop = await newShopifyScene();
  const lengths = await compared(() => shop.webhook('{}', { secret: 'another' }));
  expect(new Set(lengths)).toEqual(new Set([MAC]));
});
