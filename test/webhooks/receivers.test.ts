import { expect, test } from 'vitest';
import type { WebhookEvent } from '../../src/domain/inbound-event';
import { replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene } from '../support/scene';
import { handoverValue, partnerValue, threadValues } from '../support/thread-samples';

const PORTFOLIO = '620000000000009';
const AT = 1_764_000_000;

test('each part of a delivery finds its receiver, and only messages of their own field are live', async () => {
  const scene = await newScene();
  const metadata = { display_phone_number: '390255500123', phone_number_id: scene.phoneNumberId };
  const is = threadValues({ customer: scene.customer, userId: 'IT.1' });
  const change = (field: string, value: Record<string, unknown>) => ({ field, value });
  const handover = handoverValue(scene, { phone_number: scene.customer }, { type: 'control_taken', at: AT });
  const entry = [
    // A portfolio whose account is here, and one of strangers.
    { id: PORTFOLIO, changes: [change('account_update', partnerValue(scene.wabaId, 'PARTNER_ADDED'))] },
    { id: PORTFOLIO, changes: [change('account_update', partnerValue('899000000000005', 'PARTNER_ADDED'))] },
    {
      id: scene.wabaId,
      changes: [
        change('messaging_handovers', handover),
        change('messaging_handovers', { ...handover, recipient: { phone_number_id: '899000000000007' } }),
        change('history', { metadata, ...is.history('wamid.H', AT) }),
        change('standby', { metadata, ...is.standbyMessage('wamid.S', AT) }),
        change('standby', { metadata, messages: [{ id: 'wamid.T', from: scene.customer }] }),
        change('smb_app_state_sync', { metadata, ...is.contactsSync(AT) }),
        change('messages', { metadata, ...replyValue({ from: scene.customer, text: 'Ciao' }) }),
      ],
    },
  ];
  const inbound = stubInboundQueue();
  expect(await inbound.post({ object: 'whatsapp_business_account', entry })).toBe(200);
  const number = scene.channelId;
  expect(
    (inbound.queued as WebhookEvent[]).map(({ field, type, channel_id, waba_id }) => [
      field,
      type,
      channel_id,
      waba_id,
    ]),
  ).toEqual([
    ['account_update', 'account', null, scene.wabaId],
    ['messaging_handovers', 'account', number, scene.wabaId],
    ['history', 'account', number, scene.wabaId],
    ['standby', 'account', number, scene.wabaId],
    ['standby', 'account', number, scene.wabaId],
    ['smb_app_state_sync', 'account', number, scene.wabaId],
    ['messages', 'message', number, scene.wabaId],
  ]);
});

test('what concerns several customers is stored apart for each', async () => {
  const scene = await newScene();
  const metadata = { phone_number_id: scene.phoneNumberId };
  const contacts = ['393330000001', '393330000002'].map((wa_id) => ({ wa_id, profile: { name: wa_id } }));
  const message = (from: string) => ({
    id: `wamid.${from}`,
    from,
    timestamp: String(AT),
    type: 'text',
    text: { body: 'x' },
  });
  const standby = {
    contacts,
    messages: contacts.map(({ wa_id }) => message(wa_id)),
    statuses: [{ recipient_id: '1' }],
  };
  const inbound = stubInboundQueue();
  await inbound.post({ entry: [{ id: scene.wabaId, changes: [{ field: 'standby', value: { metadata, standby } }] }] });
  expect((inbound.queued as WebhookEvent[]).map(({ value }) => value.standby)).toEqual([
    { contacts: [contacts[0]], messages: [message('393330000001')] },
    { contacts: [contacts[1]], messages: [message('393330000002')] },
    { contacts: [], statuses: [{ recipient_id: '1' }] },
  ]);
});
