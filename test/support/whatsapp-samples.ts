import { inject } from 'vitest';
import { metaDelivery, replyValue, statusValue } from '../standins/meta-webhooks';
import { handoverValue, partnerValue, threadValues } from './thread-samples';

export type Sample = { name: string; body: any };

/** Samples from Meta's documentation and from production; empty without the folder of samples. */
export const documentedSamples: Sample[] = Object.entries(inject('samples').whatsapp).map(([name, text]) => ({
  name,
  body: JSON.parse(text),
}));

const number = { phone_number_id: '100200300', waba_id: '400500600' };
const from = '393331230000';
const userId = 'IT.7700112233';
/** Meta's times are seconds. */
const AT = 1_764_000_000;
const field = (name: string, value: Record<string, unknown>) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: number.waba_id, changes: [{ field: name, value }] }],
});
const kind = (type: string, part: unknown) => metaDelivery(number, replyValue({ from, kind: { type, [type]: part } }));
const threads = threadValues({ customer: from, userId });
const thread = (name: string, value: Record<string, unknown>) =>
  field(name, { messaging_product: 'whatsapp', metadata: { phone_number_id: number.phone_number_id }, ...value });
const handover = (type: 'control_passed' | 'control_taken', part: Record<string, unknown>) =>
  field(
    'messaging_handovers',
    handoverValue({ phoneNumberId: number.phone_number_id }, { phone_number: from }, { type, at: AT, ...part }),
  );
const roles = { previous_owner_role: 'ai_agent', new_owner_role: 'escalation', metadata: 'asks for a person' };
const revoked = { type: 'revoke', revoke: { original_message_id: 'wamid.ECHO' } };
const edited = { original_message_id: 'wamid.ECHO', message: { type: 'text', text: { body: 'Parte lunedì.' } } };
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
  echo: thread('smb_message_echoes', threads.echo('wamid.ECHO', AT)),
  echo_without_phone: thread('message_echoes', threads.echoWithoutPhone('wamid.ECHO2', AT)),
  echo_image: thread('smb_message_echoes', threads.echo('wamid.ECHO3', AT, { type: 'image', image: file })),
  echo_edit: thread('smb_message_echoes', threads.echo('wamid.ECHO4', AT, { type: 'edit', edit: edited })),
  echo_revoke: thread('smb_message_echoes', threads.echo('wamid.ECHO5', AT, revoked)),
  standby: thread('standby', threads.standbyMessage('wamid.STANDBY', AT)),
  standby_echo: thread('standby', threads.standbyEcho('wamid.STANDBY2', AT)),
  standby_template: thread('standby', threads.standbyTemplate('wamid.STANDBY3', AT)),
  standby_status: thread('standby', threads.standbyStatus('wamid.STANDBY2', AT)),
  standby_empty: thread('standby', threads.standbyEmpty()),
  passed: handover('control_passed', {
    ...roles,
    conversation_context: { type: 'summary', summary: { text: 'Chiede.' } },
  }),
  taken: handover('control_taken', roles),
  history: thread('history', threads.history('wamid.OLD1', AT)),
  history_threads: thread('history', threads.historyThreads('wamid.OLD2', AT)),
  contacts_sync: thread('smb_app_state_sync', threads.contactsSync(AT)),
  partner: field('account_update', partnerValue(number.waba_id)),
}).map(([name, body]) => ({ name: `own-${name}`, body }));

/** Sets the number and the WhatsApp Business Account of a sample. */
export function readdress(body: any, to: { phoneNumberId: string; wabaId: string }): any {
  const copy = structuredClone(body);
  for (const entry of copy.entry) {
    entry.id = to.wabaId;
    for (const { value } of entry.changes) {
      for (const named of [value.metadata, value.recipient]) if (named) named.phone_number_id = to.phoneNumberId;
      if (value.waba_info) value.waba_info.waba_id = to.wabaId;
    }
  }
  return copy;
}
