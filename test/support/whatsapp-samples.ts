import { metaDelivery, replyValue, statusValue } from '../standins/meta-webhooks';

export type Sample = { name: string; body: any };

const shared = import.meta.glob<string>('../../../shared/payloads/whatsapp/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Samples from Meta's documentation and from production. They are not part of the repository; empty if the folder is absent. */
export const documentedSamples: Sample[] = Object.entries(shared).map(([path, text]) => ({
  name: path.replace(/^.*\/|\.json$/g, ''),
  body: JSON.parse(text),
}));
if (documentedSamples.length === 0) console.warn('../shared/payloads is absent: its samples are not tried');

const number = { phone_number_id: '100200300', waba_id: '400500600' };
const from = '393331230000';
const userId = 'IT.7700112233';
const field = (name: string, value: Record<string, unknown>) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: number.waba_id, changes: [{ field: name, value }] }],
});
const kind = (type: string, part: unknown) => metaDelivery(number, replyValue({ from, kind: { type, [type]: part } }));
const file = { id: '555', mime_type: 'image/jpeg', sha256: 'a'.repeat(44), caption: 'Ecco' };

/** Our own samples, one of every form, which a clone of the repository has too. */
export const ownSamples: Sample[] = Object.entries({
  text: metaDelivery(number, replyValue({ from, from_user_id: userId, text: 'Va bene', context_wamid: 'wamid.OURS' })),
  button: metaDelivery(number, replyValue({ from, button: { payload: 'YES', text: 'Sì' } })),
  button_reply: metaDelivery(number, replyValue({ from_user_id: userId, button_reply: { id: 'YES', title: 'Sì' } })),
  list_reply: metaDelivery(
    number,
    replyValue({ from, list_reply: { id: 'r1', title: 'Uno', description: 'Il primo' } }),
  ),
  form: kind('interactive', { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' } }),
  reaction: kind('reaction', { message_id: 'wamid.OURS', emoji: '👍' }),
  location: kind('location', { latitude: 45.07, longitude: 7.68, name: 'Casa', address: 'Via Roma 1' }),
  contacts: kind('contacts', [{ origin: 'contact_request', phones: [{ phone: `+${from}`, wa_id: from }] }]),
  order: kind('order', { catalog_id: '1', text: 'Grazie', product_items: [{ product_retailer_id: 'A', quantity: 1 }] }),
  image: kind('image', file),
  edit: kind('edit', { original_message_id: 'wamid.OLD', message: { type: 'text', text: { body: 'No' } } }),
  revoke: kind('revoke', { original_message_id: 'wamid.OLD' }),
  system: kind('system', { type: 'user_changed_number', wa_id: '393339990000', body: 'changed' }),
  group: metaDelivery(number, replyValue({ from, kind: { type: 'text', text: { body: 'A tutti' }, group_id: 'G1' } })),
  unsupported: metaDelivery(number, replyValue({ from, kind: { type: 'unsupported', errors: [{ code: 131051 }] } })),
  status: metaDelivery(number, statusValue({ wamid: 'wamid.OURS', status: 'delivered', recipient: from })),
  failed: metaDelivery(
    number,
    statusValue({ wamid: 'wamid.O2', status: 'failed', recipient: from, errors: [{ code: 1 }] }),
  ),
  errors: metaDelivery(number, { errors: [{ code: 130429, title: 'Rate limit hit' }] }),
  preferences: field('user_preferences', {
    metadata: { phone_number_id: number.phone_number_id },
    user_preferences: [{ wa_id: from, value: 'stop', timestamp: 1_731_705_721 }],
  }),
  template: field('message_template_status_update', {
    event: 'PAUSED',
    message_template_name: 'thanks',
    message_template_language: 'it',
    reason: 'LOW_QUALITY',
  }),
  quality: field('phone_number_quality_update', { display_phone_number: '390612345678', event: 'FLAGGED' }),
  account: field('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }),
  capability: field('business_capability_update', { max_phone_numbers_per_waba: 25 }),
}).map(([name, body]) => ({ name: `own-${name}`, body }));

/** Sets the number and the WhatsApp Business Account of a sample. */
export function readdress(body: any, to: { phoneNumberId: string; wabaId: string }): any {
  const copy = structuredClone(body);
  for (const entry of copy.entry) {
    entry.id = to.wabaId;
    for (const { value } of entry.changes) if (value.metadata) value.metadata.phone_number_id = to.phoneNumberId;
  }
  return copy;
}
