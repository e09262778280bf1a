import { callsTo, createAccount } from '../../scripts/local/account.ts';
import type { DirectWorker } from './direct-worker.ts';

/** Signs the webhooks of Shopify and Meta alike. */
export const SECRET = 'be4c4a44b5ec4e700000000000000001';
export const NUMBER = { phone_number_id: '106540352242922', waba_id: '102290129340398' };
export const TOKEN = 'EAAG-bench-token';
export const SHOP = { name: 'bench', token: 'shpat_0123456789abcdef0123456789abcdef', webhookSecret: SECRET };
const PRICES = { 'flow.run': '0.0500', 'message.utility': '0.0300', push: '0.0010' };
export const END = { id: 'done', do: 'end', outcome: 'ok' };

export type BenchAccount = Awaited<ReturnType<typeof setUpAccount>>;

/** Creates an account with a Shopify store, a WhatsApp number, the flow `bench`, and a store at this address if there is one. */
export async function setUpAccount(
  { url }: DirectWorker,
  adminToken: string,
  { merchant, flow = { steps: [END] } }: { merchant?: string; flow?: object } = {},
) {
  const account = await createAccount(
    callsTo(() => url.toString()),
    adminToken,
    { name: 'Banco', features: ['orders'], price_list: PRICES },
  );
  const rate = { per_second: 1_000, burst: 1_000, concurrency: 100 };
  const store = merchant === undefined ? null : await account.addStore({ update_object: { url: merchant }, rate });
  const shop = await account.addShop(SHOP);
  const channel = await account.addChannel({ ...NUMBER, access_token: TOKEN, app_secret: SECRET });
  await account.putFlow('bench', { name: 'Banco', ...flow });
  return {
    ...account,
    idStore: store?.id_store ?? shop.id_store,
    idShop: shop.id_store,
    channelId: channel.channel_id,
  };
}
