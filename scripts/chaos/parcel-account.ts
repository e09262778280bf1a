import { PARCEL_HELD, TEMPLATES } from '../../test/standins/meta-templates.ts';
import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import { addNumber, type NumberAccount, newAccount } from './accounts.ts';
import type { Caller } from './caller.ts';

/** Qapla's rate is that of a store: one store would need a quarter of an hour for 500 releases. */
const STORES = 5;

const HELD = {
  name: 'Giacenza',
  trigger: { on: 'shipment.held' },
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ request.user_key }}',
      template: {
        name: PARCEL_HELD.name,
        language: 'it',
        body: ['Ada', '{{ shipment.tracking_number }}'],
        buttons: ['AGAIN', 'RETURN'],
      },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { button: 'AGAIN', goto: 'again' },
        { text: ['si'], goto: 'again' },
      ],
      otherwise: 'wrong',
      on_timeout: 'wrong',
    },
    {
      id: 'again',
      do: 'update_object',
      object: { type: 'shipment', id: '{{ shipment.id }}' },
      variables: { action: 'redeliver' },
      wait: true,
      verify: true,
      on_failed: 'refused',
      on_unverified: 'wrong',
    },
    { id: 'done', do: 'end', outcome: 'ok' },
    { id: 'refused', do: 'end', outcome: 'refused' },
    { id: 'wrong', do: 'end', outcome: 'wrong' },
  ],
};

/** A store and the controls of its channel of Qapla'. */
export type Depot = { idStore: string; control: string };
export type ParcelAccount = NumberAccount & { depots: Depot[] };

/** Creates a merchant with stores whose parcels Qapla' follows, and a WhatsApp number. */
export async function setUpParcels(caller: Caller, world: World): Promise<ParcelAccount> {
  const account = await newAccount(caller, world, 'Pacchi');
  const depots: Depot[] = [];
  for (let i = 0; i < STORES; i += 1) {
    const apiKey = `chaos-key-of-qapla-${i}`;
    const control = `${world.qapla}/_control/qapla/${apiKey}`;
    await callJson('PUT', control, { body: {} });
    const { id_store } = await account.addStore({ shipping: { kind: 'qapla', api_key: apiKey } });
    depots.push({ idStore: id_store, control });
  }
  const number = await addNumber(account, world, 3);
  await phone(world.meta, number.phone_number_id).tell({ templates: [...TEMPLATES, PARCEL_HELD] });
  await account.putFlow('held', HELD);
  return { ...account, number, depots };
}
