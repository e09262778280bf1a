import { PARCEL_HELD, TEMPLATES } from '../../test/standins/meta-templates.ts';
import heldParcelFlow from '../../test/support/held-parcel-flow.json' with { type: 'json' };
import { callJson, phone } from '../local/api.ts';
import type { Demo } from '../local/demo.ts';
import type { World } from '../local/world.ts';

const QAPLA_KEY = 'local-demo-key-of-qapla';

/** Connects the demo's store to Qapla' and saves the flow for held parcels. Returns the address of the controls of its Qapla' channel. */
export async function setUpParcels(world: World, demo: Demo): Promise<string> {
  const control = `${world.qapla}/_control/qapla/${QAPLA_KEY}`;
  await callJson('PUT', control, { body: {} });
  await phone(world.meta, demo.phoneNumberId).tell({ templates: [...TEMPLATES, PARCEL_HELD] });
  const { url } = world.worker();
  const headers = { 'x-api-key': demo.api_key };
  const shipping = { kind: 'qapla', api_key: QAPLA_KEY };
  await callJson('PATCH', `${url}/v1/stores/${demo.id_store}`, { headers, body: { shipping } });
  await callJson('PUT', `${url}/v1/flows/held-parcel`, { headers, body: heldParcelFlow });
  return control;
}
