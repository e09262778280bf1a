import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene } from '../support/scene';
import { documentedSamples, readdress, type Sample } from '../support/whatsapp-samples';

type Expected =
  | { message: Record<string, unknown> | null; content?: Record<string, unknown>; media?: Record<string, unknown> }
  | { status: string; charged?: boolean }
  | { kept: string }
  | { applied: string };

const text = (body: string) => ({ message: { kind: 'text' }, content: { text: body } });
const button = (id: string, words: string, kind = 'button') => ({
  message: { kind },
  content: { button: id, list: null, text: words },
});
const row = (id: string, description: string | null) => ({
  message: { kind: 'interactive' },
  content: { list: id, button: null, description },
});
const file = (kind: string, mime_type: string, words: string | null = null) => ({
  message: { kind },
  content: { text: words },
  media: { state: 'pending', mime_type },
});
const kept = { kept: 'account' };

/** The expected result of each sample. */
const EXPECTED: Record<string, Expected> = {
  'derived-msg-button-reply-bsuid-only': button('order_confirm:1001', 'Confirm', 'interactive'),
  'derived-msg-contacts-request-contact-info': { message: { kind: 'contacts' }, content: { text: null } },
  'derived-msg-system-user-changed-user-id': {
    message: { kind: 'system' },
    content: { system: 'user_changed_user_id' },
  },
  'derived-msg-text-escaped-unicode': text('Sí, confirmo 👍 / äöå / نعم'),
  'field-user-preferences-resume': { applied: 'user_preferences' },
  'field-user-preferences-signup': kept,
  'meta-field-account-review': kept,
  'meta-field-account-update': { applied: 'account_update' },
  'meta-field-business-capability': kept,
  'meta-field-history': kept,
  'meta-field-phone-number-quality': { applied: 'phone_number_quality_update' },
  'meta-field-security-pin': { applied: 'security' },
  'meta-field-template-category-update': { applied: 'template_category_update' },
  'meta-field-template-category-update-b': { applied: 'template_category_update' },
  'meta-field-template-components': { applied: 'message_template_components_update' },
  'meta-field-template-quality': { applied: 'message_template_status_update' },
  'meta-field-user-preferences': { applied: 'user_preferences' },
  'meta-msg-audio': file('audio', 'audio/ogg; codecs=opus'),
  'meta-msg-bsuid-text-no-phone': text('Does it come in another color?'),
  'meta-msg-contacts': { message: { kind: 'contacts' }, content: { text: null } },
  'meta-msg-document': file('document', 'application/pdf', 'my receipt'),
  'meta-msg-group-text': text('What does everyone think about this?'),
  'meta-msg-image': file('image', 'image/jpeg', 'Taj Mahal'),
  'meta-msg-interactive-button-reply': button('change-button', 'Change', 'interactive'),
  'meta-msg-interactive-list-reply': row('priority_express', 'Next Day to 2 Days'),
  'meta-msg-location': {
    message: { kind: 'location' },
    content: { text: 'Philz Coffee', location: { latitude: 37.442_214_965_82, longitude: -122.161_659_240_72 } },
  },
  'meta-msg-location-request-reply': {
    message: { kind: 'location' },
    content: { text: 'Solomon R. Guggenheim Museum' },
  },
  'meta-msg-order': { message: { kind: 'order' }, content: { text: 'Love these!', order: { items: [{}, {}] } } },
  'meta-msg-order-mpm': { message: { kind: 'order' }, content: { text: null, order: { items: [{}] } } },
  'meta-msg-reaction': { message: { kind: 'reaction' }, content: { emoji: null } },
  'meta-msg-reaction-b': { message: { kind: 'reaction' }, content: { emoji: null } },
  'meta-msg-sticker': file('sticker', 'image/webp'),
  'meta-msg-system-number-change': { message: { kind: 'system' }, content: { system: 'user_changed_number' } },
  'meta-msg-template-button': button('Unsubscribe', 'Unsubscribe'),
  'meta-msg-text-ad-referral': text('Can I get more info about this?'),
  'meta-msg-text-plain': text('Does it come in another color?'),
  'meta-msg-text-referred-product': text('Is this still available?'),
  'meta-msg-unsupported': { message: { kind: 'unsupported' }, content: { raw: { unsupported: { type: 'edit' } } } },
  'meta-msg-video': file('video', 'video/mp4', 'Timelapse of growth'),
  'meta-status-bsuid-delivered-no-phone': { status: 'delivered', charged: true },
  'meta-status-bsuid-delivered-with-phone': { status: 'delivered', charged: true },
  'meta-status-bsuid-failed-no-contacts': { status: 'failed' },
  'meta-status-delivered-cbp-legacy': { status: 'delivered', charged: true },
  'meta-status-failed-131049': { status: 'failed' },
  'meta-status-sent-pmp': { status: 'sent', charged: true },
  'meta-status-v24-no-conversation': { status: 'sent' },
  'meta-value-errors': kept,
  'msg-animated-sticker': file('sticker', 'image/webp'),
  'msg-audio': file('audio', 'audio/ogg; codecs=opus'),
  'msg-button-button': button('callback_data', 'title', 'interactive'),
  'msg-button-quick-reply': button('callback_data', 'title'),
  'msg-button-quick-reply-without-context': button('callback_data', 'title'),
  'msg-chosen-location': { message: { kind: 'location' }, content: { text: 'Facebook HQ' } },
  'msg-contacts': { message: { kind: 'contacts' }, content: { contacts: [{}, {}, {}] } },
  'msg-current-location': {
    message: { kind: 'location' },
    content: { text: null, location: { latitude: 12.250_89, name: null } },
  },
  'msg-document': file('document', 'application/pdf', 'caption'),
  'msg-edit-image': { message: { kind: 'edit' }, content: { message: { type: 'image' } } },
  'msg-forwarded': text('forwarded text'),
  'msg-forwarded-many-times': text('text forwarded many times'),
  'msg-image': file('image', 'image/jpeg'),
  'msg-interactive-message-with-err': { message: { kind: 'interactive' }, content: { raw: { type: 'interactive' } } },
  'msg-list-callback': row('callback_data', null),
  'msg-list-description': row('callback_data', 'description'),
  'msg-media-with-url': file('image', 'image/jpeg'),
  'msg-nfm-completion': {
    message: { kind: 'interactive' },
    content: { text: 'Sent', form: { comment_text: 'Comment Text', flow_token: 'AQAAAAACS5FpgQ_cAAAAAD0QI3s.' } },
  },
  'msg-nfm-without-flow-token': { message: { kind: 'interactive' }, content: { form: { delivery_rating: '4' } } },
  'msg-order': { message: { kind: 'order' }, content: { order: { items: [{}, {}, {}] } } },
  'msg-reaction': { message: { kind: 'reaction' }, content: { emoji: '😮' } },
  'msg-referral': text('BODY'),
  'msg-reply': text('replied text'),
  'msg-revoke': { message: { kind: 'revoke' } },
  'msg-static-sticker': file('sticker', 'image/webp'),
  'msg-system-identity-change': { message: { kind: 'system' }, content: { system: 'customer_identity_changed' } },
  'msg-system-phone-number-change': { message: { kind: 'system' }, content: { system: 'user_changed_number' } },
  'msg-text': text('Body Text'),
  'msg-unreaction-empty': { message: { kind: 'reaction' }, content: { emoji: null } },
  'msg-unreaction-no-emoji': { message: { kind: 'reaction' }, content: { emoji: null } },
  'msg-unsupported': { message: { kind: 'unsupported' }, content: { text: null } },
  'msg-unsupported-with-type': {
    message: { kind: 'unsupported' },
    content: { raw: { unsupported: { type: 'pool' } } },
  },
  'msg-video': file('video', 'video/mp4', 'caption'),
  'msg-voice': file('audio', 'audio/ogg; codecs=opus'),
  'smb-echo-delete': { applied: 'smb_message_echoes' },
  'smb-echo-edit': { applied: 'smb_message_echoes' },
  'smb-echo-text': { applied: 'smb_message_echoes' },
  'status-delivered': { status: 'delivered', charged: true },
  'status-failed': { status: 'failed' },
  'status-group': { status: 'read' },
  'status-played': { status: 'played', charged: true },
  'status-read': { status: 'read', charged: true },
  'status-sent': { status: 'sent', charged: true },
  'status-with-tracker': { status: 'sent', charged: true },
};

/** Gives a sample unique customers and message ids. */
function ownNames({ body }: Sample, n: number): any {
  const own = String(n).padStart(3, '0');
  const json = JSON.stringify(body)
    .replaceAll(/"(wamid\.[^"]*|<WHATSAPP_MESSAGE_ID>)"/g, (_, id: string) => `"${id.replaceAll(/[<>]/g, '')}-${own}"`)
    .replaceAll('<WHATSAPP_USER_PHONE_NUMBER>', `39${own}0000001`)
    .replaceAll(/"(16505551234|972987654321)"/g, `"39${own}0000001"`)
    .replaceAll(/"(12195555358|972912345678)"/g, `"39${own}0000002"`)
    .replaceAll(/"(US\.\d+|user\.[\w.]+)"/g, (_, id: string) => `"${id}${own}"`);
  return JSON.parse(json);
}

/** Returns the user key of a customer by their identifier at WhatsApp. */
const keyOf = (address: string): string => (/^\d+$/.test(address) ? `+${address}` : address);

const itemsOf = (body: any): any[] =>
  body.entry.flatMap(({ changes }: any) =>
    changes.flatMap(({ value }: any) => [...(value.messages ?? []), ...(value.statuses ?? [])]),
  );

describe.runIf(documentedSamples.length > 0)("Meta's samples", () => {
  let scene: Scene;
  let answers: Record<string, number>;
  const bodies = Object.fromEntries(documentedSamples.map((sample, n) => [sample.name, ownNames(sample, n)]));
  const prices = ['marketing', 'utility', 'service', 'authentication'].map((kind) => [`message.${kind}`, '0.0500']);

  /** Sends the message that the statuses refer to. */
  const sentMessage = async (wamid: string, address: string) =>
    env.DB.prepare(
      `insert or ignore into messages (message_id, account_id, channel_id, direction, user_key, address, wamid, kind, content,
        status, created_at, updated_at) values (?, ?, ?, 'out', ?, ?, ?, 'text', '{}', 'accepted', 1, 1)`,
    )
      .bind(`msg_${wamid}`, scene.accountId, scene.channelId, keyOf(address), address, wamid)
      .run();

  beforeAll(async () => {
    scene = await newScene({ price_list: Object.fromEntries(prices) });
    const inbound = stubInboundQueue();
    answers = {};
    for (const [name, body] of Object.entries(bodies)) {
      for (const item of itemsOf(body)) {
        if (item.status) await sentMessage(item.id, item.recipient_id || item.recipient_user_id);
      }
      answers[name] = await inbound.post(readdress(body, scene));
    }
    expect(await inbound.consumeAll()).toEqual([]);
    // Each is delivered twice, as Meta does.
    for (const body of Object.values(bodies)) await inbound.post(readdress(body, scene));
    expect(await inbound.consumeAll()).toEqual([]);
  });

  const messageOf = async (userKey: string, wamid: string) => {
    const { body } = await scene.as('GET', `/v1/messages?user_key=${encodeURIComponent(userKey)}&limit=100`);
    const found = body.data.filter((message: any) => message.wamid === wamid);
    expect(found).toHaveLength(1);
    return found[0];
  };
  const eventsOf = async (query: string) => (await scene.as('GET', `/v1/inbound_events?limit=100&${query}`)).body.data;

  test('each gets 200, and none fails', async () => {
    expect(Object.entries(answers).filter(([, status]) => status !== 200)).toEqual([]);
    expect(await eventsOf('state=failed')).toEqual([]);
    // A new sample needs its line here.
    expect(Object.keys(bodies).filter((name) => !EXPECTED[name])).toEqual(['derived-batch-2-entries-4-changes']);
  });

  test('every part of two entries with four changes is applied', async () => {
    const body = bodies['derived-batch-2-entries-4-changes'];
    const [pressed, sent, delivered, asked] = itemsOf(body);
    expect([sent.status, delivered.status, sent.id]).toEqual(['sent', 'delivered', delivered.id]);
    expect((await messageOf(keyOf(pressed.from), pressed.id)).content.button).toBe('change-button');
    expect((await messageOf(keyOf(asked.from), asked.id)).content.text).toBe(asked.text.body);
    const ours = await messageOf(keyOf(sent.recipient_id), sent.id);
    expect([ours.status, ours.cost.kind]).toEqual(['delivered', 'message.marketing']);
    // By Meta's clock the message arrived before it was sent, in the samples as in production.
    expect(ours.statuses.map((one: any) => one.status).toSorted()).toEqual(['delivered', 'sent']);
    const { body: channel } = await scene.as('GET', `/v1/channels/${scene.channelId}`);
    expect(channel.quality).toMatchObject({ event: 'THROUGHPUT_UPGRADE', current_limit: 'TIER_UNLIMITED' });
  });

  test.each(Object.entries(EXPECTED).filter(([name]) => bodies[name]))('%s', async (name, expected) => {
    const body = bodies[name];
    const [item] = itemsOf(body);
    if ('message' in expected) {
      // A customer who changed their number has the new one as their key.
      const message = await messageOf(keyOf(item.system?.wa_id || item.from || item.from_user_id), item.id);
      expect(message).toMatchObject({ direction: 'in', status: 'received', ...expected.message });
      expect(message.content).toMatchObject(expected.content ?? {});
      expect(message.media).toEqual(expected.media ? expect.objectContaining(expected.media) : null);
      return;
    }
    if ('status' in expected) {
      const message = await messageOf(keyOf(item.recipient_id || item.recipient_user_id), item.id);
      expect(message.status).toBe(expected.status);
      expect(message.statuses.map((one: any) => one.status)).toEqual([expected.status]);
      expect(message.statuses[0].errors ?? []).toHaveLength(item.errors?.length ?? 0);
      expect(message.cost?.amount ?? null).toBe(expected.charged ? '0.0500' : null);
      const user = await scene.user(message.user_key);
      if (item.recipient_id && name !== 'status-group') {
        const contact = body.entry[0].changes[0].value.contacts?.[0];
        const names = contact?.user_id ? [item.recipient_id, contact.user_id] : [];
        expect(new Set(user.aliases)).toEqual(new Set(names));
      }
      return;
    }
    const { field } = body.entry[0].changes[0];
    const state = 'applied' in expected ? 'applied' : 'kept';
    const found = (await eventsOf(`type=inbound.account&state=${state}`)).filter(
      (one: any) => one.about.field === field,
    );
    const shown = await Promise.all(found.map((one: any) => scene.as('GET', `/v1/inbound_events/${one.event_id}`)));
    const { value } = body.entry[0].changes[0];
    const known = shown.map(({ body: event }) => event.body.value);
    const mine = value.metadata
      ? { ...value, metadata: { ...value.metadata, phone_number_id: scene.phoneNumberId } }
      : value;
    expect(known.filter((one: any) => JSON.stringify(one) === JSON.stringify(mine))).toHaveLength(1);
  });
});
