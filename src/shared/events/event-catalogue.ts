import { z } from 'zod';

/*
 * The types of events that an account can subscribe to. A new type is one entry here, and one call of `insertOutboxEvents` in the
 * batch of its cause. Types and members are only added.
 */

/** What an event has happened to; the event's address and the data of its customer are found by it. */
export type EventSubject =
  | 'request'
  | 'message'
  | 'conversation'
  | 'push'
  | 'endpoint'
  | 'channel'
  | 'template'
  | 'store'
  | 'shipment'
  | 'order'
  | 'key'
  | 'invitation';

type CatalogueEntry = {
  description: string;
  subject: EventSubject;
  /** The facts of the event, as a receiver gets them. Members named `…_at`, `…since` or `…until` are stored in epoch ms. */
  facts: z.ZodObject;
  /** The address of the object in the API; names in braces are facts. */
  url: string;
  example: Record<string, unknown>;
};

const id = z.string();
const instant = z.string();
const text = z.string().nullable();

const requestFacts = z.object({
  request_id: id,
  flow: id,
  flow_version: z.number().int(),
  id_store: id,
  object: z.object({ type: id, id }).nullable(),
  outcome: text,
  error: z.object({ code: id, step: text }).nullable(),
  created_at: instant,
  completed_at: instant.nullable(),
});
const REQUEST = {
  request_id: 'req_06fbhqre1fz0cs4tffqvg0qm9c',
  flow: 'cod-confirmation',
  flow_version: 3,
  id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
  object: { type: 'order', id: '1001' },
  outcome: null,
  error: null,
  created_at: '2026-11-29T10:30:00.000+01:00',
  completed_at: null,
};
const request = (description: string, example: object = {}) => ({
  description,
  subject: 'request' as const,
  facts: requestFacts,
  url: '/v1/requests/{request_id}',
  example: { ...REQUEST, ...example },
});
const COMPLETED_AT = { completed_at: '2026-11-29T11:02:10.000+01:00' };

const messageFacts = z.object({
  message_id: id,
  channel_id: id,
  request_id: text,
  direction: z.enum(['in', 'out']),
  kind: id,
  happened_at: instant,
  error_codes: z.array(z.string()).optional(),
});
const message = (description: string, example: object = {}) => ({
  description,
  subject: 'message' as const,
  facts: messageFacts,
  url: '/v1/messages/{message_id}',
  example: {
    message_id: 'msg_06fbhqs2n5ygd9q4d7m7x5y3ec',
    channel_id: 'chn_06fbhqrdw7ynv3n4x6d8t9z0gc',
    request_id: 'req_06fbhqre1fz0cs4tffqvg0qm9c',
    direction: 'out',
    kind: 'template',
    happened_at: '2026-11-29T10:30:02.000+01:00',
    ...example,
  },
});

const conversation = (description: string, example: object = {}) => ({
  description,
  subject: 'conversation' as const,
  facts: z.object({
    conversation_id: id,
    channel_id: id,
    state: id,
    owner: id,
    assignee: text,
    request_id: text,
    waiting_since: instant.nullable(),
    window_closes_at: instant.nullable(),
  }),
  url: '/v1/conversations/{conversation_id}',
  example: {
    conversation_id: 'cnv_06fbhqs3t8w2m5x7r1d9z4q6vc',
    channel_id: 'chn_06fbhqrdw7ynv3n4x6d8t9z0gc',
    state: 'open',
    owner: 'nobody',
    assignee: null,
    request_id: null,
    waiting_since: '2026-11-29T10:31:00.000+01:00',
    window_closes_at: '2026-11-30T10:31:00.000+01:00',
    ...example,
  },
});

const pushDead = {
  description: 'A push to a store, or an event to a subscription, has failed for good',
  subject: 'push' as const,
  facts: z.object({
    push_id: text,
    id_store: text,
    subscription_id: text,
    event_id: text,
    endpoint: text,
    attempts: z.number().int(),
    last_status: z.number().int().nullable(),
    last_error: text,
    first_attempt_at: instant.nullable(),
  }),
  url: '/v1/pushes/{push_id}',
  example: {
    push_id: 'psh_06fbhqs8j1y6vbr4e0w2m3n5p8',
    id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
    subscription_id: null,
    event_id: null,
    endpoint: 'https://erp.example/in',
    attempts: 10,
    last_status: 503,
    last_error: 'http_503',
    first_attempt_at: '2026-11-26T10:31:00.000+01:00',
  },
};
const endpointDisabled = {
  description: 'An endpoint has answered 410: its store or subscription is paused until it is resumed',
  subject: 'endpoint' as const,
  facts: z.object({ id_store: text, subscription_id: text, endpoint: text, reason: text, since: instant }),
  url: '/v1/stores/{id_store}',
  example: {
    id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
    subscription_id: null,
    endpoint: 'https://erp.example/in',
    reason: 'http_410',
    since: '2026-11-29T10:31:00.000+01:00',
  },
};

const channel = (description: string) => ({
  description,
  subject: 'channel' as const,
  facts: z.object({ channel_id: id, reason: text, since: instant }),
  url: '/v1/channels/{channel_id}',
  example: { channel_id: 'chn_06fbhqrdw7ynv3n4x6d8t9z0gc', reason: 'code_190', since: '2026-11-29T10:31:55.000+01:00' },
});

const channelLimited = {
  description: 'Meta accepts no templates, or no replies, from a WhatsApp number for a time: they wait',
  subject: 'channel' as const,
  facts: z.object({ channel_id: id, reason: text, since: instant, until: instant.nullable() }),
  url: '/v1/channels/{channel_id}',
  example: {
    channel_id: 'chn_06fbhqrdw7ynv3n4x6d8t9z0gc',
    reason: 'restricted_biz_initiated_messaging',
    since: '2026-11-29T10:31:55.000+01:00',
    until: '2026-12-06T10:31:55.000+01:00',
  },
};

const template = (description: string, example: object) => ({
  description,
  subject: 'template' as const,
  facts: z.object({
    waba_id: id,
    name: id,
    language: id,
    status: text,
    category: text,
    reason: text,
    /** The keys of the flows that use the template. */
    flows: z.array(id).optional(),
  }),
  url: '/v1/channels',
  example: {
    waba_id: '106000000000001',
    name: 'order_confirmation',
    language: 'it',
    status: null,
    category: null,
    reason: null,
    flows: ['cod-confirmation'],
    ...example,
  },
});

const shipment = (description: string, example: object = {}) => ({
  description,
  subject: 'shipment' as const,
  facts: z.object({
    shipment_id: id,
    id_store: id,
    order_id: text,
    state: id,
    carrier: text,
    tracking_number: text,
    tracking_url: text,
    attempts: z.number().int(),
    held: z.object({ episode: z.number().int(), reason: text, since: instant, until: instant.nullable() }).nullable(),
    state_at: instant.nullable(),
  }),
  url: '/v1/shipments/{shipment_id}',
  example: {
    shipment_id: 'shp_06fbhqsf2mz5q8t0r9y4n1v7d4',
    id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
    order_id: '1042',
    state: 'in_transit',
    carrier: 'gls-it',
    tracking_number: 'XX990000017',
    tracking_url: null,
    attempts: 0,
    held: null,
    state_at: '2026-11-27T12:40:00.000+01:00',
    ...example,
  },
});

const order = (description: string) => ({
  description,
  subject: 'order' as const,
  facts: z.object({ id, order_id: id, id_store: id, request_id: id, flow: id, outcome: text }),
  url: '/v1/orders/{id}',
  example: {
    id: 'ord_06fbhqrdz3zjd1a8k5m9b2c6f0',
    order_id: '1001',
    id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
    request_id: 'req_06fbhqre1fz0cs4tffqvg0qm9c',
    flow: 'cod-confirmation',
    outcome: 'confirmed',
  },
});

/** Every type of event: what it means, the schema of its facts, and an example. */
export const EVENT_CATALOGUE = {
  'request.completed': request('A flow has ended', { outcome: 'confirmed', ...COMPLETED_AT }),
  'request.failed': request('A flow has failed', { error: { code: 'timeout', step: 'read' }, ...COMPLETED_AT }),
  'request.cancelled': request('A request was cancelled', { outcome: 'order.cancelled', ...COMPLETED_AT }),
  'request.handed_over': request('A flow waits for a person'),
  'message.received': message('A customer has written', { direction: 'in', kind: 'text' }),
  'message.sent': message('WhatsApp has sent a message'),
  'message.delivered': message("A message has reached the customer's phone"),
  'message.read': message('The customer has read a message'),
  'message.failed': message('A message could not be sent or delivered', { error_codes: ['meta_131026'] }),
  'conversation.opened': conversation('A customer or a person has begun a conversation, or it is open again'),
  'conversation.waiting': conversation('A customer waits for a person'),
  'conversation.assigned': conversation('A conversation was assigned', {
    owner: 'person',
    assignee: 'key:key_06fbhqrdx5z7e2n3t8m0q1w9r4',
  }),
  'conversation.resolved': conversation('A conversation is done', { state: 'done', waiting_since: null }),
  'conversation.late': conversation('A customer has waited for a person for an hour'),
  'conversation.window_closing': conversation('A customer still waits and their window closes within two hours'),
  'push.dead': pushDead,
  'push.endpoint_disabled': endpointDisabled,
  'channel.broken': channel('Meta rejects the calls of a WhatsApp number: its messages wait'),
  'channel.restored': channel('A WhatsApp number works again'),
  'channel.thread_lost': conversation("Another app controls a number's thread with a customer", {
    owner: 'other_app',
    waiting_since: null,
  }),
  'channel.warning': {
    ...channel('Meta warns about a WhatsApp number: a violation, a rejected name, a changed PIN'),
    example: {
      channel_id: 'chn_06fbhqrdw7ynv3n4x6d8t9z0gc',
      reason: 'pin_changed',
      since: '2026-11-29T10:31:55.000+01:00',
    },
  },
  'channel.limited': channelLimited,
  'template.approved': template('Meta has approved a template', { status: 'APPROVED' }),
  'template.rejected': template('Meta has rejected a template', { status: 'REJECTED', reason: 'INVALID_FORMAT' }),
  'template.paused': template('Meta has paused a template because of its quality', { status: 'PAUSED' }),
  'template.recategorised': template('Meta has changed the category of a template', { category: 'MARKETING' }),
  'store.disconnected': {
    description: 'Shopify has rejected the access of a store, which is paused until it is resumed',
    subject: 'store' as const,
    facts: z.object({ id_store: id, reason: text, since: instant }),
    url: '/v1/stores/{id_store}',
    example: {
      id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
      reason: 'http_401',
      since: '2026-11-29T10:31:55.000+01:00',
    },
  },
  'store.webhooks_restored': {
    description: 'Webhook subscriptions that had vanished from a shop were created again',
    subject: 'store' as const,
    facts: z.object({ id_store: id, topics: z.array(id), since: instant }),
    url: '/v1/stores/{id_store}',
    example: {
      id_store: 'str_06fbhqrdyfyqd6xq8g2vsk5h8w',
      topics: ['ORDERS_CREATE'],
      since: '2026-11-29T10:31:55.000+01:00',
    },
  },
  'shipment.in_transit': shipment('A parcel is on its way'),
  'shipment.out_for_delivery': shipment('A parcel is out for delivery', { state: 'out_for_delivery' }),
  'shipment.failed': shipment('A delivery attempt has failed', { state: 'attempt_failed', attempts: 1 }),
  'shipment.held': shipment('A parcel is held at a depot', {
    state: 'held',
    held: { episode: 1, reason: 'recipient_absent', since: '2026-11-27T12:40:00.000+01:00', until: null },
  }),
  'shipment.ready_for_pickup': shipment('A parcel can be picked up', { state: 'ready_for_pickup' }),
  'shipment.delivered': shipment('A parcel was delivered', { state: 'delivered' }),
  'shipment.all_delivered': shipment('The last parcel of an order was delivered', { state: 'delivered' }),
  'shipment.returning': shipment('A parcel is on its way back', { state: 'returning' }),
  'shipment.returned': shipment('A parcel is back at the sender', { state: 'returned' }),
  'shipment.lost': shipment('A parcel is lost', { state: 'lost' }),
  'shipment.problem': shipment('A carrier has reported a problem with a parcel'),
  'order.confirmed': order('The customer has confirmed an order'),
  'order.refused': order('The customer has refused an order'),
  'account.key_created': {
    description: 'An API key was created',
    subject: 'key' as const,
    facts: z.object({ key_id: id, name: id, scopes: z.array(id), expires_at: instant.nullable() }),
    url: '/v1/keys/{key_id}',
    example: { key_id: 'key_06fbhqrdx5z7e2n3t8m0q1w9r4', name: 'CRM', scopes: ['requests:read'], expires_at: null },
  },
  'person.invited': {
    description: 'A person was invited to the account',
    subject: 'invitation' as const,
    facts: z.object({ invitation_id: id, role: id, expires_at: instant }),
    url: '/v1/invitations/{invitation_id}',
    example: {
      invitation_id: 'inv_06fbhqs7c3r8k1v5n9x2d6t0mw',
      role: 'agent',
      expires_at: '2026-12-06T10:30:00.000+01:00',
    },
  },
} satisfies Record<string, CatalogueEntry>;

export type EventType = keyof typeof EVENT_CATALOGUE;
